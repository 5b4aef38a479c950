package org.farola.core

import java.io.File

/**
 * Prints what the bridge costs: `make measure-kotlin`. Not asserted, since the machine decides.
 *
 * Few thousand calls a row and not more: JNA registers memory of each call faster than its
 * cleaner frees it, so a longer loop would measure the collector.
 */
fun main() = inFolder { folder ->
    val began = System.nanoTime()
    val key = FixedKey()
    var phone = Phone.open(folder.path, key)
    say("library load and first opening", 1, System.nanoTime() - began)
    phone.addForm(File("../scenario/form.xml").readBytes())
    val filling = phone.begin("corner", "es")
    repeat(500) { filling.corrects() }
    row("a call (Filling.corrects)", 2000) { filling.corrects() }
    row("a record of 20 strings or so (Filling.screen)", 2000) { filling.screen() }
    row("home: a read of the encrypted database", 500) { phone.home() }
    var turn = 0
    row("a keystroke: answer, journal, screen", 500) {
        turn += 1
        filling.answer("/corner/street", "Calle $turn")
    }
    filling.goTo("/corner/people")
    row("an answer on a page of two questions", 500) {
        turn += 1
        filling.answer("/corner/people", "$turn")
    }
    val before = key.asked
    row("opening again, with its callbacks for the key", 10) {
        phone.destroy()
        phone = Phone.open(folder.path, key)
    }
    println("callbacks for the key in those: ${key.asked - before}")
}

private fun row(what: String, times: Int, work: () -> Unit) {
    val taken = LongArray(times)
    for (index in taken.indices) {
        val began = System.nanoTime()
        work()
        taken[index] = System.nanoTime() - began
    }
    taken.sort()
    val median = taken[times / 2] / 1000.0
    val late = taken[(times * 99) / 100] / 1000.0
    println("%-50s %8.1f µs median %9.1f µs at 99 %%".format(what, median, late))
}

private fun say(what: String, times: Int, nanos: Long) {
    println("%-50s %8.1f ms".format(what, nanos / 1e6 / times))
}
