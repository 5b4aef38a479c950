// What is said of a broken rule, beside the question and on the last page alike.

import FarolaCore
import Foundation

extension Words {
    /// The form's own words; where it has none, what to do.
    public func fault(_ broken: BrokenRule) -> String {
        let said = broken.words.trimmingCharacters(in: .whitespacesAndNewlines)
        if !said.isEmpty { return broken.words }
        switch broken.rule {
        case .required: return self["fault.required"]
        case .constraint: return self["fault.constraint"]
        case .type: return self["fault.type"]
        }
    }
}
