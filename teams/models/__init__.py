"""The nouns of teams."""

from teams.models.agreements import Agreement, BelowRest, Disclosure, Headline, PrincipalSees
from teams.models.continuum import ContinuumIndicator, ContinuumLevel, ContinuumMark, ContinuumStage
from teams.models.dimensions import Dimension
from teams.models.feedback import Feedback, FeedbackAbout, FeedbackWord
from teams.models.guests import TeamGuest
from teams.models.kinds import KIND_WORDS, KindWords, MemberPart, TeamKind
from teams.models.meetings import (
    AgendaItem,
    Attendance,
    CalendarFeed,
    Meeting,
    MeetingGuest,
    MeetingSeries,
    Presence,
    StageEntry,
)
from teams.models.norms import (
    Norm,
    NormAnswer,
    NormHeading,
    NormPulse,
    NormRating,
    NormReview,
    NormState,
    NormVersion,
    ReviewOutcome,
)
from teams.models.protocols import Protocol, ProtocolStage, StageKind
from teams.models.support import PlanningTime, SupportKind, SupportRequest, SupportState, Weekday
from teams.models.surveys import (
    SurveyComment,
    SurveyCount,
    SurveyedTeam,
    SurveyKey,
    SurveyPaper,
    SurveyRound,
    SurveyStatement,
    SurveyVersion,
)
from teams.models.tasks import Decision, TeamTask
from teams.models.teams import RoleTerm, Team, TeamDecision, TeamMember, TeamRole
from teams.models.visits import PeerVisit, SharedLearning, VisitDebrief, VisitNote

__all__ = [
    "KIND_WORDS",
    "AgendaItem",
    "Agreement",
    "Attendance",
    "BelowRest",
    "CalendarFeed",
    "ContinuumIndicator",
    "ContinuumLevel",
    "ContinuumMark",
    "ContinuumStage",
    "Decision",
    "Dimension",
    "Disclosure",
    "Feedback",
    "FeedbackAbout",
    "FeedbackWord",
    "Headline",
    "KindWords",
    "Meeting",
    "MeetingGuest",
    "MeetingSeries",
    "MemberPart",
    "Norm",
    "NormAnswer",
    "NormHeading",
    "NormPulse",
    "NormRating",
    "NormReview",
    "NormState",
    "NormVersion",
    "PeerVisit",
    "PlanningTime",
    "Presence",
    "PrincipalSees",
    "Protocol",
    "ProtocolStage",
    "ReviewOutcome",
    "RoleTerm",
    "SharedLearning",
    "StageEntry",
    "StageKind",
    "SupportKind",
    "SupportRequest",
    "SupportState",
    "SurveyComment",
    "SurveyCount",
    "SurveyKey",
    "SurveyPaper",
    "SurveyRound",
    "SurveyStatement",
    "SurveyVersion",
    "SurveyedTeam",
    "Team",
    "TeamDecision",
    "TeamGuest",
    "TeamKind",
    "TeamMember",
    "TeamRole",
    "TeamTask",
    "VisitDebrief",
    "VisitNote",
    "Weekday",
]
