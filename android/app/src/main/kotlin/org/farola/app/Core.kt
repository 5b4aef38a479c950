package org.farola.app

import android.os.Handler
import android.os.Looper
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import java.util.concurrent.TimeoutException
import java.util.concurrent.atomic.AtomicReference
import org.farola.app.sense.Parts
import org.farola.app.sense.Place
import org.farola.core.FarolaException
import org.farola.core.FixRecord
import org.farola.core.Phone
import org.farola.core.ProgressRecord
import org.farola.core.ReportRecord
import org.farola.core.SyncLaterRecord
import org.farola.core.SyncOccasion
import org.farola.core.SyncSession
import org.farola.core.SyncWatcher
import org.farola.core.WalkRecord

/**
 * The phone of the core, away from the main thread; answers come back on it.
 *
 * There are three lines of calls, each in the order in which it was asked. Forms and lists share
 * one, where a call may take long. The door has one and the positions of the walk have one: neither
 * ever waits for a form (ADR 0047).
 *
 * It lives as long as the process and not as long as a screen: a walk goes on being recorded
 * behind the lock. Nothing here decides anything.
 */
class Core(private val parts: Parts) {
    private val main = Handler(Looper.getMainLooper())
    private val worker: ExecutorService = Executors.newSingleThreadExecutor { Thread(it, "core") }
    private val porter: ExecutorService = Executors.newSingleThreadExecutor { Thread(it, "door") }
    private val walker: ExecutorService = Executors.newSingleThreadExecutor { Thread(it, "way") }
    private val waiter: ExecutorService = Executors.newSingleThreadExecutor { Thread(it, "sync") }
    private val session = AtomicReference<SyncSession?>()

    @Volatile
    private var phone: Phone? = null

    /** Whether the database is open. */
    val open: Boolean get() = phone != null

    /** Whether an exchange with the server runs. */
    val syncing: Boolean get() = session.get() != null

    /** Called on the main thread whenever a position was taken in. */
    var moved: () -> Unit = {}

    /** Called on the line of the fault after a fault of the core's own: handles are made anew. */
    var faulted: () -> Unit = {}

    /** From here on [ask] speaks to this one. */
    @Synchronized
    fun enter(opened: Phone) {
        phone?.destroy()
        phone = opened
    }

    /** Lets the phone go: the door is shut, or shuts next. */
    @Synchronized
    fun letGo() {
        phone?.destroy()
        phone = null
    }

    /** Asks the phone something. */
    fun <T> ask(work: (Phone) -> T, done: (T) -> Unit, failed: (String) -> Unit) =
        work({ asked(work) }, done, failed)

    /** Any other work on the line of the forms. */
    fun <T> work(work: () -> T, done: (T) -> Unit, failed: (String) -> Unit) = on(worker, work, done, failed)

    /** Work of the door, on its own line: nothing of a form is waited for. */
    fun <T> atDoor(work: () -> T, done: (T) -> Unit, failed: (String) -> Unit) = on(porter, work, done, failed)

    /**
     * What was asked of the forms before is done first, as far as it takes no longer than [ms]: what
     * was typed just before a lock is kept. Of the door's line.
     */
    fun afterForms(ms: Long) {
        try {
            worker.submit {}.get(ms, TimeUnit.MILLISECONDS)
        } catch (_: TimeoutException) {
            // The core puts down what still runs.
        }
    }

    /** Work of the walk, on its own line: nothing of a form or of a PIN is waited for. */
    fun <T> onWay(work: () -> T, done: (T) -> Unit, failed: (String) -> Unit) = on(walker, work, done, failed)

    /** One more position of the walk. Refused ones are counted by the core. */
    fun addPlace(place: Place, heard: (WalkRecord) -> Unit) = onWay(
        { asked { it.addFix(fixOf(place)) } },
        { walk ->
            heard(walk)
            moved()
        },
        {},
    )

    private fun <T> on(line: ExecutorService, work: () -> T, done: (T) -> Unit, failed: (String) -> Unit) {
        line.execute {
            val result = runCatching(work)
            if (result.exceptionOrNull() is FarolaException.Bug) faulted()
            main.post {
                result.fold(done) { error -> failed(Codes.spoken(error)) }
            }
        }
    }

    /** A phone that was let go meanwhile is a locked one. */
    private fun <T> asked(work: (Phone) -> T): T {
        val phone = phone ?: throw FarolaException.Auth(LOCKED)
        return try {
            work(phone)
        } catch (gone: IllegalStateException) {
            throw if (this.phone === phone) gone else FarolaException.Auth(LOCKED)
        }
    }

    /**
     * Asks the core whether to sync after [occasion], and the platform for what it says; [now]
     * where that is at once. There is no uploader of the platform's to hand files to.
     */
    fun planSync(occasion: SyncOccasion, now: () -> Unit = {}) = ask({ it.syncPlan(occasion) }, { plan ->
        plan.later?.let(parts.schedule::ask)
        if (plan.now) now()
    }, {})

    /**
     * Exchanges with the server. [progress] hears how it goes; all come on the main thread. The
     * thread that waits is not the one that works: screens go on meanwhile. At the end [later]
     * hears whether the core wants another.
     */
    fun sync(
        asked: Boolean,
        progress: (ProgressRecord) -> Unit,
        done: (ReportRecord) -> Unit,
        failed: (String) -> Unit,
        later: (SyncLaterRecord?) -> Unit = { it?.let(parts.schedule::ask) },
    ) {
        fun over(occasion: SyncOccasion) = ask({ it.syncPlan(occasion).later }, later, { later(null) })
        val ended = { report: ReportRecord ->
            done(report)
            over(report.occasion)
        }
        val missed = { code: String ->
            failed(code)
            over(SyncOccasion.Missed)
        }
        val watcher = object : SyncWatcher {
            override fun progress(progress: ProgressRecord) {
                main.post { progress(progress) }
            }
        }
        val metered = parts.network.metered()
        // Known from its first moment on, so that a lock that comes at once ends it.
        ask({ it.sync(asked, metered, watcher).also(session::set) }, { begun -> wait(begun, ended, missed) }, missed)
    }

    /** For the job: false when there is nothing to do or no key to do it with. */
    fun syncInBackground(ended: (later: SyncLaterRecord?) -> Unit): Boolean {
        if (!open || syncing) return false
        sync(asked = false, progress = {}, done = {}, failed = {}, later = ended)
        return true
    }

    /** Stops the exchange at the next byte; nothing is lost. */
    fun cancelSync() {
        session.get()?.cancel()
    }

    /** Tells a running exchange that the network came or went. */
    fun networkChanged(online: Boolean) {
        session.get()?.networkChanged(online)
    }

    /** As the end of a process: when this returns nothing is held. Tests begin many. */
    fun end(last: () -> Unit) {
        cancelSync()
        listOf(worker, walker).forEach { it.submit {}.get() }
        porter.submit {
            letGo()
            last()
        }.get()
        listOf(worker, walker, porter, waiter).forEach(ExecutorService::shutdown)
    }

    private fun wait(begun: SyncSession, done: (ReportRecord) -> Unit, failed: (String) -> Unit) {
        waiter.execute {
            val result = runCatching { begun.wait() }
            session.set(null)
            begun.destroy()
            main.post { result.fold(done) { error -> failed(Codes.spoken(error)) } }
        }
    }

    private fun fixOf(place: Place) = FixRecord(
        atMs = place.atMs,
        lat = place.lat,
        lon = place.lon,
        altitudeM = place.altitudeM,
        accuracyM = place.accuracyM,
        speedMps = place.speedMps,
        bearingDeg = place.bearingDeg,
    )

    companion object {
        /** The stable code of what went wrong; anything else is a fault of ours. */
        fun codeOf(error: Throwable): String = when (error) {
            is FarolaException.Invalid -> error.code
            is FarolaException.NotFound -> error.code
            is FarolaException.Storage -> error.code
            is FarolaException.Network -> error.code
            is FarolaException.Auth -> error.code
            is FarolaException.Conflict -> error.code
            is FarolaException.Cancelled -> error.code
            is FarolaException.Bug -> error.code
            is Exception -> BUG
            else -> throw error
        }

        /** Code of a call that came after the lock. */
        const val LOCKED = "storage.key_locked"

        /** An exception of the shell itself. */
        const val BUG = "engine.thread"
    }
}
