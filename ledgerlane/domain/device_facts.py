"""The fact that gives a device a name, in the stream that is written on it."""

from __future__ import annotations

from dataclasses import dataclass

from ledgerlane.domain.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceNamed(Fact):
    """The device on which this very stream is written is called so; the last word counts.

    Only the owner of a stream writes it, so nobody names another's device.
    """

    kind = "device.named"
    private = ("name",)

    name: str
