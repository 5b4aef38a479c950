// bindings/scenario/walk.json, read. What each step means stands in the README beside it.

import Foundation

struct Story: Decodable {
    struct HubWish: Decodable {
        let project: String
        let forms: [String]
        let reviewer: String
    }

    let pin: String
    let newPin: String
    let language: String
    let hub: HubWish
    let photo: String
    let stopFormTaps: Int?
    let steps: [Step]

    /// The root of the project.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func read() throws -> Story {
        let file = root.appendingPathComponent("bindings/scenario/walk.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Story.self, from: Data(contentsOf: file))
    }

    /// `{pin}` and `{new_pin}` stand for the two PINs.
    func fill(_ text: String?) -> String {
        (text ?? "").replacingOccurrences(of: "{pin}", with: pin)
            .replacingOccurrences(of: "{new_pin}", with: newPin)
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
    var chargePercent: Int?
    var go: Bool?
    var points: [[Double]]?
    var kind: String?
    var number: Int?
    var name: String?
    var at: String?
    var label: String?
    var `is`: String?
    var form: String?
    var cutAfterBytes: Int?
    var deliveredInAll: Int?
    var submissions: Int?
    var photos: Int?
    var edited: Int?
    var title: String?
    var ref: String?
    var comment: String?
    var from: String?
    var to: String?
    var answers: [HeldAnswer]?
}

/// What the hub holds at a place of a record.
struct HeldAnswer: Decodable {
    let at: String
    let `is`: String?
}

struct Entry: Decodable {
    let at: String
    var pick: [String]?
    var type: String?
    var photo: Bool?
    var date: String?
    var dateTime: String?
    var broken: String?
}
