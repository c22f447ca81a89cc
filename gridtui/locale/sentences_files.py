"""What a person reads for faults of the files an office edits, in the shape of ``locale.sentences``.

The mechanism's files, the lists of days off, the keymap: each fault names file, table and key.
"""

from gridtui.locale import N_

FILE_SENTENCES: dict[str, tuple[str, str]] = {
    "calendar.unreadable": (
        N_("The list of days off {name} cannot be read: {reason}. No deadline was changed."),
        N_("Put it right, or take the file away: its year is then estimated from weekends."),
    ),
    "calendar.wrong": (
        N_("The list of days off for {year} ({name}) has mistakes. No deadline was changed."),
        N_("Put right each of the days named, or take the file away: its year is then estimated from weekends."),
    ),
    "calendar.other_year": (
        N_("{day} is not in {year}. The list was not used."),
        N_("Move the day to the list of its own year."),
    ),
    "calendar.day_twice": (
        N_("{day} stands in the list more than once. The list was not used."),
        N_("Leave it once, as a day off or as a day of work."),
    ),
    "calendar.no_days": (
        N_("The list for {year} names no day. It was not used."),
        N_("Enter the days of the notice, or take the file away: the year is then estimated from weekends."),
    ),
    "scheme.faulty": (
        N_("The mechanism has {count} mistakes and was not used; the one in use stays."),
        N_("Put right each of the places named below."),
    ),
    "scheme.not_toml": (
        N_("{file} cannot be read as TOML: {reason}. Nothing was changed."),
        N_("Put right the line named."),
    ),
    "scheme.unknown_key": (
        N_("{file}: [{table}] has a key '{key}' that means nothing here."),
        N_("Check the spelling, or take the key away."),
    ),
    "scheme.missing_key": (
        N_("{file}: [{table}] lacks '{key}'."),
        N_("Add it; a care tag needs a purpose and a review, a rule a source and a first day."),
    ),
    "scheme.wrong_value": (
        N_("{file}: [{table}] '{key}' cannot stand: {reason}."),
        N_("Put the value right."),
    ),
    "scheme.unknown_name": (
        N_("{file}: [{table}] '{key}' names '{name}', which is not defined."),
        N_("Check the spelling, or define it in the same file."),
    ),
    "scheme.twice": (
        N_("{file}: [{table}] stands twice."),
        N_("Leave it once."),
    ),
    "scheme.overlap": (
        N_("{file}: [{table}] has a version from {name} that begins before the earlier one ends."),
        N_("Give the earlier version a last day ('to') before that day."),
    ),
    "scheme.dates": (
        N_("{file}: [{table}] ends before it begins."),
        N_("Put 'from' or 'to' right."),
    ),
    "scheme.period": (
        N_("{file}: [{table}] '{key}' does not fit the kind of period."),
        N_("A rolling period needs days of at least 1, a weekday pattern needs weekdays; no other kind has them."),
    ),
    "scheme.segment": (
        N_("{file}: [{table}] does not say clearly whom it is about."),
        N_("State tags or residences, or everyone = true, or office_sets = true: exactly one of the three."),
    ),
    "scheme.contradiction": (
        N_("{file}: [{table}] '{key}' contradicts '{other}'."),
        N_("Take one of the two away."),
    ),
    "scheme.watching_tag": (
        N_("{file}: [{table}] '{name}' names people to be watched. A tag is for care only."),
        N_("Take it away; what lies behind it is a matter for a ticket."),
    ),
    "scheme.synonym_twice": (
        N_("{file}: [{table}] the word '{name}' already leads to the tag {other}."),
        N_("Leave it with one tag."),
    ),
    "scheme.number_twice": (
        N_("{file}: [{table}] the number {number} is taken."),
        N_("Take a number that was never used; numbers are stored with records."),
    ),
    "scheme.missing_machine": (
        N_("{file}: nothing says how tickets of the class '{key}' are disposed of."),
        N_('Add a [[machine]] of that key, or build on the common mechanism with uses = ["common"].'),
    ),
    "scheme.no_way": (
        N_("{file}: [{table}] no step leads to the state '{name}'."),
        N_("Add a step that leads there, or take the state away."),
    ),
    "scheme.circle": (
        N_("{file}: [{table}] '{key}' leads back to itself: {name}."),
        N_("Let the last of the chain name nobody, or somebody above."),
    ),
    "scheme.scope": (
        N_("{file}: [{table}] '{key}' is the {name}, which is wider than the unit of the post {other}."),
        N_("Take a scope inside the unit the post is held on, or give the rule to a post above."),
    ),
    "scheme.too_many": (
        N_("{file}: [{table}] wants {number} in {days} days, which nobody can keep: at most {most}."),
        N_("Put 'times' or 'period' right."),
    ),
    "scheme.rule_too_many": (
        N_(
            "{file}: [{table}] '{key}' would ask for {duties_per_day} visits a day of the households kept here,"
            " more than {most}."
        ),
        N_("Make its period longer or its segment smaller."),
    ),
    "scheme.when": (
        N_("{file}: [{table}] does not say clearly which visits it is for."),
        N_("State a segment, or ticket sources, or a campaign: exactly one of the three."),
    ),
    "scheme.doubled": (
        N_("{file}: [{table}] asks the same posts for the same visits as {other}, at another pace."),
        N_("If one of the two is enough, end the other with 'to'."),
    ),
    "scheme.no_file": (
        N_("No mechanism and no file is called {name}."),
        N_("See the names with: gridtui scheme list --files"),
    ),
    "scheme.already_published": (
        N_("{name} is published already and holds on that day. Nothing was published."),
        N_("Change the files first; see what an edit changes with: gridtui scheme diff"),
    ),
    "scheme.from_past": (
        N_("A mechanism cannot hold from a day that has passed. Nothing was published."),
        N_("Give today or a later day; what has been judged stays judged."),
    ),
    "scheme.changed_since": (
        N_("Another version was published meanwhile. {name} was not published."),
        N_("Look again at what would change, then publish."),
    ),
    "scheme.unreadable": (
        N_("The mechanism received cannot be read: {reason}. The one in use stays."),
        N_("Sync again; if it happens again, tell whoever looks after the program."),
    ),
    "keymap.wrong": (
        N_("The keymap has {count} mistakes. The program was not started."),
        N_("Put right each line named, or take the file away: {file}"),
    ),
    "keymap.unknown_table": (
        N_("{file}: [{table}] is no keymap."),
        N_("Use [letters] or [pinyin]."),
    ),
    "keymap.not_a_table": (
        N_("{file}: [{table}] is not a table of keys."),
        N_('Write lines such as "person.visit" = ["v"] under it.'),
    ),
    "keymap.unknown_action": (
        N_("{file}: [{table}] names '{key}', which is no action."),
        N_("Take the line away; the shipped keymap.toml names every action."),
    ),
    "keymap.not_keys": (
        N_("{file}: [{table}] '{key}' is not a list of keys."),
        N_('Write a list, such as ["v"].'),
    ),
    "keymap.reserved": (
        N_("{file}: [{table}] '{key}' wants the key {pressed}, which every screen or the terminal needs."),
        N_("Choose a letter, a sign or a function key."),
    ),
    "keymap.destructive": (
        N_("{file}: [{table}] '{key}' wants the key {pressed}, which some terminals send by mistake."),
        N_("Choose another key: F1 to F4 may not change anything."),
    ),
    "keymap.unknown_key": (
        N_("{file}: [{table}] '{key}' names '{pressed}', which is no key."),
        N_("Use one character, f5 to f12, or ctrl+ and a letter."),
    ),
    "keymap.clash": (
        N_("{file}: [{table}] '{key}' and '{other}' both want the key {pressed} on the screen {screen}."),
        N_("Give one of them another key."),
    ),
}
