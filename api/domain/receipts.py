"""What a provider says became of a text message: receipts come late, twice, and in any order."""

from dataclasses import dataclass

# A delivery only moves to a state of a higher rank: what is reported against the order of events is passed over.
RANK = {"queued": 0, "failed_temp": 0, "sending": 1, "sent": 2, "suppressed": 3, "failed_perm": 3, "delivered": 4}
# AWS End User Messaging SMS, event types; what is not named says nothing new.
STATE_OF_EVENT = {
    "TEXT_QUEUED": "sent",
    "TEXT_SENT": "sent",
    "TEXT_SUCCESSFUL": "delivered",
    "TEXT_DELIVERED": "delivered",
    "TEXT_INVALID": "failed_perm",
    "TEXT_INVALID_MESSAGE": "failed_perm",
    "TEXT_UNREACHABLE": "failed_perm",
    "TEXT_CARRIER_UNREACHABLE": "failed_perm",
    "TEXT_BLOCKED": "failed_perm",
    "TEXT_CARRIER_BLOCKED": "failed_perm",
    "TEXT_SPAM": "failed_perm",
    "TEXT_TTL_EXPIRED": "failed_perm",
    "TEXT_PROTECT_BLOCKED": "failed_perm",
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """A provider's word on a message: the state that it means, and when it was so, in milliseconds since 1970."""

    provider_id: str
    state: str
    seq: int


def state_after(state: str, seq: int | None, receipt: Receipt) -> str:
    """Return a delivery's state after a receipt; `seq` is that of the newest receipt before it.

    What was delivered stays so. An older receipt changes nothing unless it says more than is known.
    """
    if RANK[receipt.state] > RANK[state]:
        return receipt.state
    if state == "failed_perm" and seq is not None and receipt.seq > seq:
        return receipt.state
    return state
