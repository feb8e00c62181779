"""The audit log: who did what to whom, when and from where."""

from ashim.audit.actions import Action
from ashim.audit.service import COMMAND_LINE, Actor, AuditLog, Target, record

__all__ = ["COMMAND_LINE", "Action", "Actor", "AuditLog", "Target", "record"]
