// What is said of a broken rule, beside the question and on the last page alike.

import FarolaCore
import Foundation

extension Words {
    /// The form's own words; where it has none, the sentence that the core names.
    public func fault(_ broken: BrokenRule) -> String {
        let said = broken.words.trimmingCharacters(in: .whitespacesAndNewlines)
        return said.isEmpty ? sentence(broken.code) : broken.words
    }
}
