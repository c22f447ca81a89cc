"""The pre-forked host: everything is imported once, and a login costs one fork. Knows nothing of offices.

``parent`` listens and forks, ``child`` is what a forked session does first, ``login`` is the small program at the
other end of the socket, ``passing`` is what they say to each other, ``door`` is the socket and its folder,
``accounts`` says who knocks, ``companion`` is work that runs beside the sessions.
"""
