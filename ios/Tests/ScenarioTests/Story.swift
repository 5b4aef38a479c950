// bindings/scenario/walk.json, read. What each step means stands in the README beside it.

import Foundation

struct Story: Decodable {
    struct HubWish: Decodable {
        let project: String
        let forms: [String]
        let reviewer: String
    }

    let pin: String
    let new_pin: String
    let language: String
    let hub: HubWish
    let photo: String
    let stop_form_taps: Int?
    let steps: [Step]

    /// The root of the project.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func read() throws -> Story {
        let file = root.appendingPathComponent("bindings/scenario/walk.json")
        return try JSONDecoder().decode(Story.self, from: Data(contentsOf: file))
    }

    /// `{pin}` and `{new_pin}` stand for the two PINs.
    func fill(_ text: String?) -> String {
        (text ?? "").replacingOccurrences(of: "{pin}", with: pin)
            .replacingOccurrences(of: "{new_pin}", with: new_pin)
    }
}

struct Step: Decodable {
    let `do`: String
    var pin: String?
    var opens: Bool?
    var text: String?
    var code: String?
    var by: String?
    var end: String?
    var forms: Int?
    var drafts: Int?
    var waiting: Int?
    var sent: Int?
    var messages: Int?
    var entries: [Entry]?
    var rest: String?
    var counted: String?
    var charge_percent: Int?
    var go: Bool?
    var points: [[Double]]?
    var kind: String?
    var number: Int?
    var name: String?
    var at: String?
    var label: String?
    var `is`: String?
    var form: String?
    var cut_after_bytes: Int?
    var delivered_in_all: Int?
    var submissions: Int?
    var photos: Int?
    var edited: Int?
    var title: String?
    var ref: String?
    var comment: String?
    var from: String?
    var to: String?
}

struct Entry: Decodable {
    let at: String
    var pick: [String]?
    var type: String?
    var photo: Bool?
    var date: String?
    var date_time: String?
    var broken: String?
}
