package org.farola.core

import java.io.File

/** Calls of the soak: as many as a long day of filling forms makes. */
private const val SOAK = 100_000

/**
 * Prints what the bridge costs: `make measure-bindings`, the same rows in every language. Not
 * asserted, since the machine decides.
 */
fun main() = inFolder { folder ->
    val began = System.nanoTime()
    val key = FixedKey()
    val phone = Phone.open(folder.path, key)
    say("library load and first opening", "%.1f ms".format((System.nanoTime() - began) / 1e6))
    phone.addForm(File("../scenario/form.xml").readBytes())
    val filling = phone.begin("corner", "es")
    val page = filling.goTo("/corner/people")
    row("a call (Filling.corrects)", 5_000) { filling.corrects() }
    row("a record of ${strings(page)} strings (Filling.screen)", 5_000) { filling.screen() }
    row("a callback with its call (KeySource.key, 32 bytes)", 5_000) { askBack(key) }
    row("home: a read of the encrypted database", 1_000) { phone.home() }
    var turn = 0
    row("a keystroke on a page of two: answer, journal, page", 1_000) {
        turn += 1
        filling.answer("/corner/people", "$turn")
    }
    soak(filling)
}

/**
 * A call into the library that calls back: the method of the interface over a source of ours, with
 * the handle made and given back as when a source is handed over.
 */
private fun askBack(key: KeySource): ByteArray {
    val status = UniffiRustCallStatus()
    val answer = UniffiLib.uniffi_farola_ffi_fn_method_keysource_key(
        FfiConverterTypeKeySource.lower(key), status,
    )
    check(status.isSuccess()) { "the key came back" }
    return FfiConverterByteArray.lift(answer)
}

/** How many strings of some length or none a screen carries. */
private fun strings(page: ScreenRecord): Int = 2 + page.titles.size + page.questions.sumOf {
    // key, reference, label, hint, guidance, what is shown; value and label of a choice.
    6 + it.choices.size * 2
}

/** JNA's cleaner frees the memory of a call later than the call ends: is it behind for ever? */
private fun soak(filling: Filling) {
    val heapBefore = heapAfterCollection()
    val rssBefore = rss()
    val began = System.nanoTime()
    repeat(SOAK) { filling.screen() }
    val each = (System.nanoTime() - began) / 1e3 / SOAK
    val rssAtOnce = rss()
    say("soak: $SOAK screens", "%.1f µs each".format(each))
    val heaps = listOf(0L, 10_000L, 20_000L).map { wait ->
        Thread.sleep(wait)
        heapAfterCollection()
    }
    say(
        "soak: heap before, after, 10 s and 30 s later",
        "%.1f, %.1f, %.1f, %.1f MB".format(heapBefore, heaps[0], heaps[1], heaps[2]),
    )
    say(
        "soak: RSS before, after, 30 s later",
        "%.0f, %.0f, %.0f MB".format(rssBefore, rssAtOnce, rss()),
    )
}

private fun heapAfterCollection(): Double {
    // Twice with a pause: the cleaner's own thread works between the two.
    repeat(2) {
        System.gc()
        Thread.sleep(500)
    }
    val runtime = Runtime.getRuntime()
    return (runtime.totalMemory() - runtime.freeMemory()) / 1e6
}

private fun rss(): Double = File("/proc/self/status").readLines()
    .first { it.startsWith("VmRSS:") }
    .filter { it.isDigit() }.toDouble() / 1e3

private fun row(what: String, times: Int, work: () -> Unit) {
    // Until the machine has compiled it, the same callback takes 27 to 60 µs in one process. What
    // those calls left to JNA's cleaner is freed before the row begins.
    repeat(2 * times) { work() }
    heapAfterCollection()
    val taken = LongArray(times)
    for (index in taken.indices) {
        val began = System.nanoTime()
        work()
        taken[index] = System.nanoTime() - began
    }
    taken.sort()
    val median = taken[times / 2] / 1e3
    val late = taken[(times * 99) / 100] / 1e3
    say(what, "%.1f µs median, %.1f µs at 99 %%".format(median, late))
}

private fun say(what: String, figure: String) = println("kotlin  %-52s %s".format(what, figure))
