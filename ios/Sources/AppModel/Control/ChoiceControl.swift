// Choosing one or several, and putting in order.

import FarolaCore
import Observation

/// Select one or many, in every layout.
@MainActor @Observable
public final class ChoiceControl {
    public let layout: ChoiceLayout
    public let list: ListLook
    public let several: Bool
    /// Whether a closed list is open.
    public private(set) var isOpen = false
    /// What is searched for, and what was found; nothing while nothing is.
    public private(set) var search = ""
    private var found: FoundChoices?

    /// The picture to touch, where parts of one are the choices.
    @ObservationIgnored public let picture: ImageMapPicture?
    @ObservationIgnored private unowned let row: FormRow

    init(_ row: FormRow, _ layout: ChoiceLayout, _ list: ListLook, several: Bool) {
        self.row = row
        self.layout = layout
        self.list = list
        self.several = several
        picture = layout == .imageMap ? ImageMapPicture(row) : nil
    }

    /// What is chosen.
    public var chosen: [String] {
        guard case .chosen(let values) = row.drawn.answer else { return [] }
        return values
    }

    /// What can be chosen now.
    public var choices: [ChoiceRecord] { found?.choices ?? row.question.choices }

    /// Key of what is said below them: that nothing was found, or that there are others.
    public var news: String? {
        switch found?.said ?? row.question.searchSaid {
        case .nothing: nil
        case .others: "form.search_more"
        case .notFound: "form.search_none"
        }
    }
    /// Closed until touched: one line that says what is chosen.
    public var isFolded: Bool { layout == .minimal && !isOpen }
    /// What is chosen, in words; empty where nothing is.
    public var summary: String { row.drawn.shown }

    public func isChosen(_ choice: ChoiceRecord) -> Bool { chosen.contains(choice.value) }

    /// A choice was touched.
    public func touch(_ choice: ChoiceRecord) async {
        if !several { isOpen = false }
        await row.give(.touched(value: choice.value)).value
    }

    /// A place of the picture was touched.
    public func touch(x: Double, y: Double, reach: Double) async {
        let value = picture?.choice(x: x, y: y, reach: reach)
        guard let choice = choices.first(where: { $0.value == value }) else { return }
        await touch(choice)
    }

    /// Those that lie somewhere.
    public var placed: [(choice: ChoiceRecord, place: PlaceRecord)] {
        choices.compactMap { choice in choice.drawn.spot.map { (choice, $0) } }
    }

    /// The sketch of them was touched, so far from the middle of its frame.
    public func touch(_ by: Offset, in frame: SketchFrame) async {
        let placed = placed
        let at = sketchTouched(frame: frame, by: by, places: placed.map(\.place))
        if let at { await touch(placed[Int(at)].choice) }
    }

    public func open() { isOpen = true }
    public func close() { isOpen = false }

    /// Looks among all choices, also those not carried over; accents and case do not matter.
    public func find(_ text: String) async {
        search = text
        guard isSearch(text: text) else {
            found = nil
            return
        }
        let result = await row.form.choices(row.question.reference, matching: text)
        if search == text { found = result }
    }
}

extension ChoiceRecord {
    public var words: StyledText { drawn.label }

    /// Name of its picture.
    public var picture: String? { drawn.media.picture?.shown }
    /// The number in front of a rating.
    public var number: String? { drawn.number?.digits }
    /// The label without the number that a form may have put in front of it: `1 · Poca`.
    public var rating: StyledText { drawn.number?.words ?? words }
}

/// Puts choices in order, by buttons: nothing depends on dragging.
@MainActor
public final class RankControl {
    private unowned let row: FormRow

    init(_ row: FormRow) { self.row = row }

    /// Whether the order was given; until then it is only the list's.
    public var isAnswered: Bool { row.isAnswered }

    /// The choices in the order now.
    public var order: [ChoiceRecord] {
        let choices = row.question.choices
        return row.drawn.order.compactMap { value in choices.first { $0.value == value } }
    }

    /// Moves one up (-1) or down (1).
    public func move(_ choice: ChoiceRecord, by: Int32) async {
        await row.give(.moved(value: choice.value, by: by)).value
    }

    /// The order is right as it stands.
    public func accept() async { await row.give(.inOrder).value }

    public func clear() async { await row.give(.clear).value }
}
