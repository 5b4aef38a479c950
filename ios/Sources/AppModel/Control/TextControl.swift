// Text, and numbers.

import FarolaCore
import Foundation

/// A text, or digits that are kept as one.
@MainActor
public final class TextControl {
    public let field: TypedField
    /// Rows of the field; above 1 it takes line breaks.
    public let lines: Int
    public let look: TextLook
    /// Whether only digits are offered; the answer stays a text, so that zeros in front count.
    public let wantsDigits: Bool

    init(_ row: FormRow, lines: UInt32, look: TextLook, wantsDigits: Bool = false) {
        field = TypedField(row)
        self.lines = Int(lines)
        self.look = look
        self.wantsDigits = wantsDigits
    }

    public var text: String { field.text }

    @discardableResult
    public func type(_ typed: String) -> Task<Void, Never> { field.type(typed) }

    /// Whether what is typed is covered by dots.
    public var isMasked: Bool { look == .masked }

    /// An address to open, where what is typed is one of a page.
    public var link: URL? {
        look == .address ? pageAddress(text: text).flatMap { URL(string: $0) } : nil
    }
}

/// A number, typed or counted.
@MainActor
public final class NumberControl {
    public let field: TypedField
    public let decimals: Bool
    /// Whether there are buttons for one more and one less.
    public let isCount: Bool

    private unowned let row: FormRow

    init(_ row: FormRow, decimals: Bool, isCount: Bool = false) {
        self.row = row
        self.decimals = decimals
        self.isCount = isCount
        field = TypedField(row)
    }

    public var text: String { field.text }

    @discardableResult
    public func type(_ typed: String) -> Task<Void, Never> { field.type(typed) }

    /// Whether a counter can go down.
    public var canSubtract: Bool { row.drawn.canSubtract }

    /// So many more.
    public func step(_ by: Int32) async { await row.give(.step(by: by)).value }
}
