// What is said of a broken rule, beside the question and on the last page alike, and what a
// question is called in a list.

import FarolaCore

extension Words {
    /// The form's own words; where it has none, the sentence that the core names.
    public func fault(_ broken: BrokenRule) -> String {
        broken.words ?? sentence(broken.code)
    }

    /// A question in a list, also where the form has no label for it.
    public func question(_ label: String?) -> String { label ?? self["review.question"] }

    /// What an entry is called, also where the form gives it no words.
    public func name(_ drawn: DrawnRecord) -> StyledText {
        switch drawn.unnamed {
        case nil: drawn.label
        case .question?: StyledText(question(nil))
        case .row?: StyledText(self["form.row_unnamed"])
        case .instance?: StyledText(self["form.instance_unnamed"])
        }
    }
}
