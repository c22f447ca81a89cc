"""The server's certificates, made by itself: a private root that offices pin, and a leaf it renews.

Both are ECDSA P-256: one leaf under one root keeps a full handshake at 1.6 kB. Offices trust this root alone, by its
fingerprint, and check neither names nor dates: the root signs nothing but this server, and an office's clock may be
years off after its battery died.
"""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gridtui.core.time import MS_PER_DAY, Clock
from gridtui.sync.clock import EARLIEST_MS
from gridtui.sync.signing import write_secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.x509 import Certificate

ROOT_DAYS: Final = 36_500
LEAF_DAYS: Final = 825
RENEW_BEFORE_DAYS: Final = 275


class Certificates:
    """The certificates in a keys folder. ``ensure`` makes what is missing or about to expire."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.root_path = folder / "root.pem"
        self.leaf_path = folder / "leaf.pem"
        self.leaf_key_path = folder / "leaf.key"
        self._root_key_path = folder / "root.key"

    def ensure(self, clock: Clock) -> bool:
        """Make the root if there is none, and the leaf if there is none or it has 275 days left.

        Return whether the leaf is new; connections opened from then on use it.
        """
        if not (self.root_path.exists() and self._root_key_path.exists()):
            self._make_root(clock)
        if self.leaf_key_path.exists() and self.leaf_path.exists() and not self._is_due(clock):
            return False
        self._make_leaf(clock)
        return True

    @property
    def root_pem(self) -> str:
        """The root certificate as text, which an office pins."""
        return self.root_path.read_text("ascii")

    def server_context(self) -> ssl.SSLContext:
        """Return a context that serves the leaf over TLS 1.3."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(self.leaf_path, self.leaf_key_path)
        # An office resumes only inside one connection; each ticket would cost it 250 bytes of a paid line.
        context.num_tickets = 0
        return context

    def _is_due(self, clock: Clock) -> bool:
        from cryptography import x509

        leaf = x509.load_pem_x509_certificate(self.leaf_path.read_bytes())
        left = leaf.not_valid_after_utc.timestamp() * 1000 - clock.now_ms()
        return left < RENEW_BEFORE_DAYS * MS_PER_DAY

    def _make_root(self, clock: Clock) -> None:
        from cryptography.hazmat.primitives.asymmetric import ec

        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _certificate("gridtui root", key, None, clock, ROOT_DAYS)
        self._write(self._root_key_path, self.root_path, key, certificate)

    def _make_leaf(self, clock: Clock) -> None:
        from cryptography import x509
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        root = x509.load_pem_x509_certificate(self.root_path.read_bytes())
        root_key = load_pem_private_key(self._root_key_path.read_bytes(), None)
        if not isinstance(root_key, ec.EllipticCurvePrivateKey):
            raise TypeError(type(root_key))
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _certificate("gridtui server", key, (root, root_key), clock, LEAF_DAYS)
        self._write(self.leaf_key_path, self.leaf_path, key, certificate)

    def _write(self, key_path: Path, path: Path, key: "EllipticCurvePrivateKey", certificate: "Certificate") -> None:
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_secret(key_path, secret)
        write_secret(path, certificate.public_bytes(Encoding.PEM))


def _certificate(
    name: str,
    key: "EllipticCurvePrivateKey",
    issuer: "tuple[Certificate, EllipticCurvePrivateKey] | None",
    clock: Clock,
    days: int,
) -> "Certificate":
    """Return a certificate of a key, signed by the issuer or by itself, as small as a client accepts."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import NameOID

    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = key if issuer is None else issuer[1]
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else issuer[0].subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.fromtimestamp(EARLIEST_MS / 1000, UTC))
        .not_valid_after(datetime.fromtimestamp(clock.now_ms() / 1000, UTC) + timedelta(days=days))
        .add_extension(
            x509.BasicConstraints(ca=issuer is None, path_length=0 if issuer is None else None), critical=True
        )
    )
    return builder.sign(signer, hashes.SHA256())
