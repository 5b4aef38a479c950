// Choosing one or several, and putting in order.

import FarolaCore
import Foundation
import Observation

/// Select one or many, in every appearance.
@MainActor @Observable
public final class ChoiceControl {
    public let style: ChoiceStyle
    public let several: Bool
    /// What is chosen, in the order of the list.
    public private(set) var chosen: [String] = []
    /// Whether a closed list (`minimal`) is open.
    public private(set) var isOpen = false
    /// What is searched for, and what was found; the choices themselves while nothing is.
    public private(set) var search = ""
    private var found: [ChoiceRecord]?

    /// The picture to touch, for `image-map`.
    @ObservationIgnored public let picture: ImageMapPicture?
    @ObservationIgnored private let quick: Bool
    @ObservationIgnored private let truth: Bool
    @ObservationIgnored private unowned let row: FormRow

    init(
        _ row: FormRow, _ style: ChoiceStyle, several: Bool, quick: Bool = false,
        truth: Bool = false
    ) {
        self.row = row
        self.style = style
        self.several = several
        self.quick = quick
        self.truth = truth
        picture = style == .imageMap ? ImageMapPicture(row) : nil
        refresh()
    }

    func refresh() {
        let value = row.value
        let now =
            several ? value.split(separator: " ").map(String.init) : value.isEmpty ? [] : [value]
        if now != chosen { chosen = now }
    }

    /// What can be chosen now.
    public var choices: [ChoiceRecord] {
        if let found { return found }
        guard truth else { return row.question.choices }
        return ["true", "false"].map { value in
            ChoiceRecord(value: value, label: value, media: [:], columns: [:])
        }
    }

    /// Whether the choices are words of the shell: yes and no.
    public var isTruth: Bool { truth }
    /// How many are not carried over; the search finds them.
    public var more: Int { Int(row.question.moreChoices) }
    /// Whether there is a field to search in.
    public var searches: Bool { style == .autocomplete || more > 0 }
    /// Closed until touched: one line that says what is chosen.
    public var isFolded: Bool { (style == .minimal) && !isOpen }

    public func isChosen(_ choice: ChoiceRecord) -> Bool { chosen.contains(choice.value) }

    /// A choice was touched.
    public func touch(_ choice: ChoiceRecord) async {
        let was = isChosen(choice)
        if several {
            chosen = inOrder(
                was ? chosen.filter { $0 != choice.value } : chosen + [choice.value])
        } else {
            chosen = was && !row.question.required ? [] : [choice.value]
            isOpen = false
        }
        await row.answer(chosen.joined(separator: " "))
        if quick && !several && !chosen.isEmpty && row.refused == nil { await row.form.next() }
    }

    /// A place of the picture was touched.
    public func touch(x: Double, y: Double, reach: Double) async {
        let value = picture?.choice(x: x, y: y, reach: reach)
        guard let choice = choices.first(where: { $0.value == value }) else { return }
        await touch(choice)
    }

    public func open() { isOpen = true }
    public func close() { isOpen = false }

    /// Looks among all choices, also those not carried over; accents and case do not matter.
    public func find(_ text: String) async {
        search = text
        guard !text.isEmpty else {
            found = nil
            return
        }
        let result = await row.form.choices(row.question.reference, matching: text)
        if search == text { found = result }
    }

    /// Labels of what is chosen, for a closed list.
    public var summary: [String] {
        chosen.map { value in
            choices.first { $0.value == value }?.label
                ?? row.question.choices.first { $0.value == value }?.label ?? value
        }
    }

    /// The survivors in the order of the list; what the list does not hold comes last.
    private func inOrder(_ values: [String]) -> [String] {
        let order = row.question.choices.map(\.value)
        let listed = order.filter(values.contains)
        return listed + values.filter { !order.contains($0) }
    }

    // MARK: The grid of ratings

    /// The number in front of a rating: its value where that is a number of one or two digits.
    public static func number(of choice: ChoiceRecord) -> String? {
        choice.value.count <= 2 && Int(choice.value) != nil ? choice.value : nil
    }

    /// The label without the number that a form may have put in front of it: `1 · Poca`.
    public static func words(of choice: ChoiceRecord) -> String {
        guard let number = number(of: choice), choice.label.hasPrefix(number) else {
            return choice.label
        }
        let rest = choice.label.dropFirst(number.count)
        let trimmed = rest.drop { " ·:.-–)".contains($0) }
        return rest.first.map { $0.isNumber } == true || trimmed.isEmpty
            ? choice.label : String(trimmed)
    }

    // MARK: Map

    /// Where a choice lies, for the appearance `map`.
    public static func place(of choice: ChoiceRecord) -> (lat: Double, lon: Double)? {
        choice.columns["geometry"].flatMap { GeoText.points($0).first }
            .map { ($0.lat, $0.lon) }
    }
}

/// Puts choices in order, by buttons: nothing depends on dragging.
@MainActor @Observable
public final class RankControl {
    /// The choices in the order now.
    public private(set) var order: [ChoiceRecord] = []

    @ObservationIgnored private unowned let row: FormRow

    init(_ row: FormRow) {
        self.row = row
        refresh()
    }

    /// Whether the order was given; until then it is only the list's.
    public var isAnswered: Bool { !row.value.isEmpty }

    func refresh() {
        let choices = row.question.choices
        let values = row.value.split(separator: " ").map(String.init)
        let known = values.compactMap { value in choices.first { $0.value == value } }
        order = known + choices.filter { !values.contains($0.value) }
    }

    /// Moves one up (-1) or down (1).
    public func move(_ choice: ChoiceRecord, by: Int) async {
        guard let from = order.firstIndex(of: choice), order.indices.contains(from + by) else {
            return
        }
        order.swapAt(from, from + by)
        await accept()
    }

    /// The order is right as it stands.
    public func accept() async { await row.answer(order.map(\.value).joined(separator: " ")) }

    public func clear() async { await row.answer("") }
}
