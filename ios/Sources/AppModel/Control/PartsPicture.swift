// A picture whose parts are choices: the core says what is drawn and what a touch means.

import FarolaCore
import Foundation
import Observation

/// The picture of a question with the appearance `image-map`.
@MainActor @Observable
public final class PartsPicture {
    /// What is drawn; nothing until it is read, or where the form has no such picture.
    public private(set) var drawing: DrawingRecord?
    /// The form has no picture that can be drawn: the list does without.
    public private(set) var isMissing = false

    @ObservationIgnored private unowned let row: FormRow
    @ObservationIgnored private var map: ImageMap?

    init(_ row: FormRow) { self.row = row }

    /// Reads the picture that came with the form.
    public func load() async {
        guard map == nil else { return }
        let media = row.question.media
        let choices = row.question.choices.map(\.value)
        if let name = media["big-image"] ?? media["image"], let bytes = await row.formFile(name) {
            map = readImageMap(picture: bytes, choices: choices)
        }
        drawing = map?.drawing()
        isMissing = map == nil
    }

    /// The value of the choice at a place of the picture, or within `reach` of it.
    public func choice(x: Double, y: Double, reach: Double) -> String? {
        map?.touched(x: x, y: y, reach: reach)
    }

    /// Whether the label's picture is this one, and not to be shown twice.
    public static func draws(_ question: QuestionRecord, _ name: String) -> Bool {
        let kind = ControlKind(question)
        let isMap = kind == .many(.imageMap) || kind.isImageMapOfOne
        return isMap && name.lowercased().hasSuffix(".svg")
    }
}

extension ControlKind {
    fileprivate var isImageMapOfOne: Bool {
        if case .one(.imageMap, _) = self { true } else { false }
    }
}
