package org.farola.app.rig

import android.os.Looper
import org.robolectric.Shadows.shadowOf

/** Longest wait for anything; a slow machine under load needs some of it. */
private const val PATIENCE_MS = 90_000L

/** Lets the main thread do what waits for it until [condition] holds. */
fun awaitTrue(what: String, condition: () -> Boolean) {
    val until = System.nanoTime() + PATIENCE_MS * 1_000_000
    while (true) {
        if (Looper.getMainLooper().thread === Thread.currentThread()) shadowOf(Looper.getMainLooper()).idle()
        if (condition()) return
        check(System.nanoTime() < until) { "waited in vain: $what" }
        Thread.yield()
        java.util.concurrent.locks.LockSupport.parkNanos(2_000_000)
    }
}
