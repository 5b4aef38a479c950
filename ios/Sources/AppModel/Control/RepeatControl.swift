// Instances of a repeat: adding, opening, removing.

import FarolaCore

@MainActor
public final class RepeatControl {
    /// Those there are; the one alone that a title stands for.
    public let instances: [RepeatInstance]
    /// What the question about another one asks; nothing for the one that a title stands for.
    public let asks: PromptAsks?
    /// The repeat that another one is added to.
    private let repeated: String
    private unowned let row: FormRow

    init(
        _ row: FormRow, _ repeated: String, _ instances: [RepeatInstance],
        asks: PromptAsks? = nil
    ) {
        self.row = row
        self.asks = asks
        self.repeated = repeated
        self.instances = instances
    }

    /// What they are called, one and all.
    public func name(_ words: Words) -> String { words.name(row.drawn).plain }

    /// What an instance is called, on its page and in the list of them.
    public func name(_ instance: RepeatInstance, _ words: Words) -> String {
        words(
            "form.instance",
            ["name": name(words), "n": words.number(Int(instance.number))])
    }

    /// Whether there is one, or another one.
    public func question(_ words: Words) -> String {
        switch asks {
        case .first?, nil: words("form.prompt_first", ["name": name(words)])
        case .another?: words("form.prompt", ["name": name(words)])
        }
    }

    /// How many there are.
    public func soFar(_ words: Words) -> String {
        switch asks {
        case .first?, nil: words["form.prompt_none"]
        case .another?: words.count("form.prompt_so_far", instances.count)
        }
    }

    /// The button of one more.
    public func addWords(_ words: Words) -> String {
        words("form.add_named", ["name": name(words)])
    }

    /// The button that goes on.
    public func enoughWords(_ words: Words) -> String {
        switch asks {
        case .first?, nil: words["form.add_none"]
        case .another?: words["form.add_enough"]
        }
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
