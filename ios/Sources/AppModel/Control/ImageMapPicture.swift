// A picture whose parts are choices: the core says what is drawn and what a touch means.

import FarolaCore
import Observation

@MainActor @Observable
public final class ImageMapPicture {
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
        if let name = row.drawn.picture,
            let read = await row.form.imageMap(name, row.question.choices.map(\.value))
        {
            (map, drawing) = read
        }
        isMissing = map == nil
    }

    /// The value of the choice at a place of the picture, or within `reach` of it.
    public func choice(x: Double, y: Double, reach: Double) -> String? {
        map?.touched(x: x, y: y, reach: reach)
    }
}
