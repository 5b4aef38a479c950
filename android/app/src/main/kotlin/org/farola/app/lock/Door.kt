package org.farola.app.lock

import java.io.File
import java.io.IOException
import org.farola.app.Core
import org.farola.app.sense.Parts
import org.farola.core.erasePhone
import org.farola.core.pinWaitMs
import org.farola.core.resealKey
import org.farola.core.sealNewKey
import org.farola.core.unsealKey

/**
 * What stands between a person and the database: the key, sealed under the PIN by the core and
 * wrapped once more by the platform, in one file; and the count of wrong PINs in a row.
 */
class Door(private val parts: Parts, private val core: Core) {
    private val sealedFile = File(parts.dir, "sealed")
    private val failureFile = File(parts.dir, "failures")

    /** Whether no PIN was chosen yet. */
    val unused: Boolean get() = !sealedFile.exists()

    /** Makes the key under a first PIN, and opens. */
    fun begin(pin: String, done: () -> Unit, failed: (String) -> Unit) = core.work(
        {
            val sealed = sealNewKey(pin)
            val key = unsealKey(sealed, pin)
            keep(sealed)
            key
        },
        { key -> open(key, done, failed) },
        failed,
    )

    /** Opens with the PIN. A wrong one is counted, and makes the next wait longer. */
    fun unlock(pin: String, done: () -> Unit, failed: (String) -> Unit) = core.work(
        {
            try {
                unsealKey(parts.keys.unwrap(sealedFile.readBytes()), pin)
            } catch (error: Exception) {
                if (Core.codeOf(error) == WRONG_PIN) countFailure()
                throw error
            }
        },
        { key ->
            failureFile.delete()
            open(key, done, failed)
        },
        failed,
    )

    /** Opens with the key that the finger gave. */
    fun unlock(key: ByteArray, done: () -> Unit, failed: (String) -> Unit) {
        failureFile.delete()
        open(key, done, failed)
    }

    /** How long until a PIN may be tried again. */
    fun waitMs(): Long {
        val (failures, at) = failures()
        if (failures == 0) return 0
        val wait = pinWaitMs(failures.toUInt()).toLong()
        // After a restart the clock begins anew: then the whole wait counts from now.
        val passed = parts.elapsed.ms() - at
        return if (passed < 0) {
            store(failures, parts.elapsed.ms())
            wait
        } else {
            (wait - passed).coerceAtLeast(0)
        }
    }

    fun changePin(old: String, new: String, done: () -> Unit, failed: (String) -> Unit) = core.work(
        { keep(resealKey(parts.keys.unwrap(sealedFile.readBytes()), old, new)) },
        { done() },
        failed,
    )

    /** The raw key, for the finger to be put before it. */
    fun key(pin: String, done: (ByteArray) -> Unit, failed: (String) -> Unit) = core.work(
        { unsealKey(parts.keys.unwrap(sealedFile.readBytes()), pin) },
        done,
        failed,
    )

    /** Removes everything: answers, photos, keys, the PIN. */
    fun erase(done: () -> Unit, failed: (String) -> Unit) {
        parts.track.stop()
        parts.schedule.cancel()
        core.shut {
            core.work(
                {
                    erasePhone(core.dir.path)
                    parts.keys.forget()
                    sealedFile.delete()
                    failureFile.delete()
                },
                { done() },
                failed,
            )
        }
    }

    private fun open(key: ByteArray, done: () -> Unit, failed: (String) -> Unit) {
        core.open(
            key,
            {
                key.fill(0)
                done()
            },
            failed,
        )
    }

    /** Written beside and moved over, so that a killed app has the old one or the new one. */
    private fun keep(sealed: ByteArray) {
        val beside = File(parts.dir, "sealed.new")
        beside.outputStream().use {
            it.write(parts.keys.wrap(sealed))
            it.fd.sync()
        }
        if (!beside.renameTo(sealedFile)) throw IOException("the sealed key cannot be kept")
    }

    private fun countFailure() = store(failures().first + 1, parts.elapsed.ms())

    private fun failures(): Pair<Int, Long> {
        val words = if (failureFile.exists()) failureFile.readText().split(' ') else emptyList()
        val count = words.getOrNull(0)?.toIntOrNull() ?: return 0 to 0L
        return count to (words.getOrNull(1)?.toLongOrNull() ?: 0L)
    }

    private fun store(failures: Int, at: Long) = failureFile.writeText("$failures $at")

    companion object {
        const val WRONG_PIN = "lock.wrong_pin"
    }
}
