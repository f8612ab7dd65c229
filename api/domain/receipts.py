"""What SNS says became of a text message: receipts come late, twice, and in any order."""

from dataclasses import dataclass

# A delivery only moves to a state of a higher rank: what is reported against the order of events is passed over.
RANK = {"queued": 0, "failed_temp": 0, "sending": 1, "sent": 2, "suppressed": 3, "failed_perm": 3, "delivered": 4}
# Amazon SNS, "Viewing CloudWatch Logs": a carrier may take a text for a telephone that is switched off.
ON_THE_TELEPHONE = "Message has been accepted by phone"
STATE_OF_STATUS = {"SUCCESS": "sent", "FAILURE": "failed_perm"}


@dataclass(frozen=True, slots=True)
class Receipt:
    """SNS's word on a message: the state that it means, and when it was so, in milliseconds since 1970."""

    provider_id: str
    state: str
    seq: int


def state_of(status: str, response: str) -> str | None:
    """Return the state that a status and a carrier's response mean, None where they say nothing that we know."""
    known = STATE_OF_STATUS.get(status)
    return "delivered" if known == "sent" and response.rstrip(".") == ON_THE_TELEPHONE else known


def state_after(state: str, seq: int | None, receipt: Receipt) -> str:
    """Return a delivery's state after a receipt; `seq` is that of the newest receipt before it.

    What was delivered stays so. An older receipt changes nothing unless it says more than is known.
    """
    if RANK[receipt.state] > RANK[state]:
        return receipt.state
    if state == "failed_perm" and seq is not None and receipt.seq > seq:
        return receipt.state
    return state
