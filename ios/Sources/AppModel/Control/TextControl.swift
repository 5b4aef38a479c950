// Text, and numbers typed as text.

import Foundation
import Observation

/// A text: one call over the bridge per keystroke.
@MainActor @Observable
public final class TextControl {
    public let style: TextStyle
    /// What stands in the field.
    public private(set) var text: String

    @ObservationIgnored private unowned let row: FormRow

    init(_ row: FormRow, _ style: TextStyle) {
        self.row = row
        self.style = style
        text = row.value
    }

    func refresh() { if text != row.value { text = row.value } }

    /// The field changed to `typed`.
    @discardableResult
    public func type(_ typed: String) -> Task<Void, Never> {
        guard typed != text else { return Task {} }
        text = typed
        return row.send(typed)
    }

    /// Rows of a multiline field; the form may say how many.
    public var lines: Int {
        guard style == .multiline else { return 1 }
        return min(12, max(3, Int(row.parameter("rows") ?? "") ?? 5))
    }

    /// Whether what is typed is covered by dots.
    public var isMasked: Bool { style == .masked }
    /// Whether only digits are offered; the value stays a text, so that zeros in front count.
    public var wantsDigits: Bool { style == .numbers }

    /// An address to open, for `url`: only what a browser opens.
    public var link: URL? {
        guard style == .url, let url = URL(string: row.value),
            ["https", "http"].contains(url.scheme?.lowercased() ?? "")
        else { return nil }
        return url
    }
}

/// A whole number or a decimal.
@MainActor @Observable
public final class NumberControl {
    public let style: NumberStyle
    public let decimals: Bool
    /// What stands in the field, with separators where the form wants them.
    public private(set) var text: String

    @ObservationIgnored private unowned let row: FormRow

    init(_ row: FormRow, _ style: NumberStyle, decimals: Bool) {
        self.row = row
        self.style = style
        self.decimals = decimals
        text = ""
        text = shown(row.value)
    }

    func refresh() {
        // `1,` and `1.0` are on their way to a number: what is typed stands as long as it means
        // the same.
        if value(of: text) != row.value { text = shown(row.value) }
    }

    /// The field changed to `typed`.
    @discardableResult
    public func type(_ typed: String) -> Task<Void, Never> {
        guard typed != text else { return Task {} }
        let value = value(of: typed)
        text = style == .thousands ? TypedNumber.grouped(value, typed: typed) : typed
        return row.send(value)
    }

    /// What is kept, where a comma was typed: it can mean two things.
    public var kept: String? {
        guard style != .thousands, text.contains(","), !row.value.isEmpty else { return nil }
        return row.value
    }

    /// Separators that this control wrote itself are none of the person's. What is no number is
    /// sent as it is: the core refuses it, and the page says so.
    private func value(of typed: String) -> String {
        let text = style == .thousands ? typed.filter { $0 != "," } : typed
        return TypedNumber.lexical(text, decimals: decimals) ?? typed
    }

    /// Adds to a whole number; counts from 0.
    public func step(_ by: Int) async {
        let now = Int(row.value) ?? 0
        let (sum, over) = now.addingReportingOverflow(by)
        guard !over, sum >= 0 || !isCount else { return }
        await type(String(sum)).value
    }

    /// Counting has no number below none.
    public var isCount: Bool { style == .counter }

    private func shown(_ value: String) -> String {
        style == .thousands ? TypedNumber.grouped(value, typed: value) : value
    }
}
