// The core's door with other phones behind it, and reports of syncs that never were.

import FarolaCore
import Foundation

/// The real door; `each` may give another phone for the one that it opened, or opened anew after
/// a fault.
public final class FakeDoor: DoorProtocol, @unchecked Sendable {
    private let inner: Door
    private let asked: @Sendable () throws -> Void
    private let each: @Sendable (_ phone: Phone, _ again: Bool) -> Phone

    /// `asked` hears of each question where the door stands, and may break it.
    public init(
        _ inner: Door, asked: @escaping @Sendable () throws -> Void = {},
        each: @escaping @Sendable (_ phone: Phone, _ again: Bool) -> Phone
    ) {
        self.inner = inner
        self.asked = asked
        self.each = each
    }

    public func begin(pin: String) throws -> Phone { each(try inner.begin(pin: pin), false) }
    public func unlock(pin: String) throws -> Phone { each(try inner.unlock(pin: pin), false) }
    public func unlockWithKey(key: Data) throws -> Phone {
        each(try inner.unlockWithKey(key: key), false)
    }
    public func reopen() throws -> Phone? { try inner.reopen().map { each($0, true) } }

    public func arm(pin: String) throws -> Data { try inner.arm(pin: pin) }
    public func changePin(oldPin: String, newPin: String) throws {
        try inner.changePin(oldPin: oldPin, newPin: newPin)
    }
    public func check(pin: String) throws { try inner.check(pin: pin) }
    public func enrol(pin: String, text: String) throws -> DeviceRecord {
        try inner.enrol(pin: pin, text: text)
    }
    public func erase(pin: String) throws { try inner.erase(pin: pin) }
    public func eraseDamaged() throws { try inner.eraseDamaged() }
    public func hide(absence: AbsenceType) throws -> UInt64 { try inner.hide(absence: absence) }
    public func lock() throws -> LockedType { try inner.lock() }
    public func look() throws -> LockedType? { try inner.look() }
    public func moment() throws -> MomentRecord { try inner.moment() }
    public func show() throws -> LockedType? { try inner.show() }
    public func touched() throws { try inner.touched() }
    public func rest(busy: Bool) throws -> RestType { try inner.rest(busy: busy) }
    public func state() throws -> DoorState {
        try asked()
        return try inner.state()
    }
}

extension ReportRecord {
    /// The report of a sync that came to `ended`; `occasion` is what is planned after it.
    public static func of(
        _ ended: SyncEndedRecord, _ occasion: SyncOccasion? = nil
    ) -> ReportRecord {
        let itself = SyncOccasion.ended(
            cancelled: ended.ending == .cancelled, retryAtMs: nil)
        return ReportRecord(ended: ended, occasion: occasion ?? itself, handedOver: 0)
    }
}
