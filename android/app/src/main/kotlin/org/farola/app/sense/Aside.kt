package org.farola.app.sense

import android.os.Handler
import android.os.Looper
import java.util.concurrent.Executors

/**
 * Work that is neither drawing nor the core's: pictures are decoded and codes are read here, one
 * after the other, so that neither a touch nor a keystroke waits for them.
 */
object Aside {
    private val worker = Executors.newSingleThreadExecutor { Thread(it, "aside").apply { isDaemon = true } }

    /** Runs [work] there and hands what it gives to [done] on the main thread. */
    fun <T> run(work: () -> T, done: (T) -> Unit) = worker.execute {
        val result = runCatching(work)
        // What went wrong is a fault of the app as if it had been done here.
        Handler(Looper.getMainLooper()).post { done(result.getOrThrow()) }
    }
}
