// Instances of a repeat: adding, opening, removing.

import FarolaCore

@MainActor
public final class RepeatControl {
    /// Those there are; the one alone that a title stands for.
    public let instances: [RepeatInstance]
    /// The repeat that another one is added to.
    private let repeated: String
    private unowned let row: FormRow

    init(_ row: FormRow, _ repeated: String, _ instances: [RepeatInstance]) {
        self.row = row
        self.repeated = repeated
        self.instances = instances
    }

    public var count: Int { instances.count }

    /// What an instance is called, on its page and in the list of them.
    public func name(_ instance: RepeatInstance, _ words: Words) -> String {
        let name = row.label.isEmpty ? words["form.instance_unnamed"] : row.label.plain
        return words("form.instance", ["name": name, "n": words.number(Int(instance.number))])
    }

    /// One more; goes to its first page.
    public func add() async { await row.form.addRepeat(repeated) }
    /// No more of them: goes on.
    public func goOn() async { await row.form.next() }
    public func open(_ instance: RepeatInstance) async { await row.form.goTo(instance.reference) }
    /// Removes one; the screen asked before.
    public func remove(_ instance: RepeatInstance) async {
        await row.form.removeRepeat(instance.reference)
    }
}
