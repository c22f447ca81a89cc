"""The acts a permission is asked for, as permanent strings: what ``rules.permission`` decides and a role may name."""

HOUSEHOLD_VIEW = "household.view"
HOUSEHOLD_EDIT = "household.edit"
HOUSEHOLD_ADD = "household.add"
RESIDENT_EDIT = "resident.edit"
RESIDENT_REVEAL = "resident.reveal"
TAG_RESTRICTED = "tag.restricted"
VISIT_LOG = "visit.log"
VISIT_LOG_FOR_ANOTHER = "visit.log_for_another"
VISIT_CORRECT = "visit.correct"
VISIT_UNDO = "visit.undo"
TICKET_VIEW = "ticket.view"
TICKET_OPEN = "ticket.open"
TICKET_ACCEPT = "ticket.accept"
TICKET_HAND_OVER = "ticket.hand_over"
TICKET_HANDLE = "ticket.handle"
TICKET_REPLY = "ticket.reply"
TICKET_CLOSE = "ticket.close"
TICKET_RETURN = "ticket.return"
TICKET_REOPEN = "ticket.reopen"
TICKET_NOTE = "ticket.note"
TICKET_VOID = "ticket.void"
ROSTER_IMPORT = "roster.import"
ROSTER_UNDO = "roster.undo"
SYNC_RUN = "sync.run"
SYNC_STATUS = "sync.status"
STAFF_VIEW = "staff.view"
STAFF_EDIT = "staff.edit"
UNIT_EDIT = "unit.edit"
PAIRING_EDIT = "pairing.edit"
DRAFT_OWN = "draft.own"
SCHEME_VIEW = "scheme.view"
SCHEME_PUBLISH = "scheme.publish"
PLAN_EDIT = "plan.edit"
DUTY_PAUSE = "duty.pause"
DUTY_BOARD = "duty.board"
ACTIVITY_VIEW = "activity.view"
ACTIVITY_RECORD = "activity.record"
ACTIVITY_PLAN = "activity.plan"
OCCURRENCE_NOTE = "occurrence.note"
CAMPAIGN_VIEW = "campaign.view"
CAMPAIGN_RUN = "campaign.run"
CAMPAIGN_ASSIGN = "campaign.assign"
COVERAGE_VIEW = "coverage.view"
INSPECTION_DRAW = "inspection.draw"

ACTS: tuple[str, ...] = (
    HOUSEHOLD_VIEW,
    HOUSEHOLD_EDIT,
    HOUSEHOLD_ADD,
    RESIDENT_EDIT,
    RESIDENT_REVEAL,
    TAG_RESTRICTED,
    VISIT_LOG,
    VISIT_LOG_FOR_ANOTHER,
    VISIT_CORRECT,
    VISIT_UNDO,
    TICKET_VIEW,
    TICKET_OPEN,
    TICKET_ACCEPT,
    TICKET_HAND_OVER,
    TICKET_HANDLE,
    TICKET_REPLY,
    TICKET_CLOSE,
    TICKET_RETURN,
    TICKET_REOPEN,
    TICKET_NOTE,
    TICKET_VOID,
    ROSTER_IMPORT,
    ROSTER_UNDO,
    SYNC_RUN,
    SYNC_STATUS,
    STAFF_VIEW,
    STAFF_EDIT,
    UNIT_EDIT,
    PAIRING_EDIT,
    DRAFT_OWN,
    SCHEME_VIEW,
    SCHEME_PUBLISH,
    PLAN_EDIT,
    DUTY_PAUSE,
    DUTY_BOARD,
    ACTIVITY_VIEW,
    ACTIVITY_RECORD,
    ACTIVITY_PLAN,
    OCCURRENCE_NOTE,
    CAMPAIGN_VIEW,
    CAMPAIGN_RUN,
    CAMPAIGN_ASSIGN,
    COVERAGE_VIEW,
    INSPECTION_DRAW,
)
"""Every act there is, in the order of the manual."""
