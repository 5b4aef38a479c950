package org.farola.app.lock

import org.farola.app.Core
import org.farola.app.sense.Parts
import org.farola.core.AbsenceType
import org.farola.core.Door as CoreDoor
import org.farola.core.DoorState
import org.farola.core.FarolaException
import org.farola.core.LockedType
import org.farola.core.Phone
import org.farola.core.RestType

/**
 * The core's door, on a line of its own; answers come on the main thread. One per process.
 *
 * What it opens is given to [core], and what it shuts [core] lets go. It decides nothing: how
 * often a PIN may be tried and when the app locks itself is the core's.
 */
class Door(private val parts: Parts, private val core: Core) {
    private var made: CoreDoor? = null

    /** Made once, by whichever line asks first: that may go on with a removal that was cut short. */
    private val door: CoreDoor
        @Synchronized get() = made ?: CoreDoor(parts.dir.path, parts.keys, parts.instants).also { made = it }

    init {
        core.faulted = ::reopen
    }

    /** What to show. The key store may be asked for it. */
    fun state(done: (DoorState) -> Unit, failed: (String) -> Unit) = core.atDoor({ door.state() }, done, failed)

    /** Makes the key under a first PIN, and opens. */
    fun begin(pin: String, done: () -> Unit, failed: (String) -> Unit) = enter({ door.begin(pin) }, done, failed)

    /** Opens with the PIN. */
    fun unlock(pin: String, done: () -> Unit, failed: (String) -> Unit) = enter({ door.unlock(pin) }, done, failed)

    /** Opens with the key that the finger gave, which is overwritten. */
    fun unlock(key: ByteArray, done: () -> Unit, failed: (String) -> Unit) =
        enter({ overwritten(key, door::unlockWithKey) }, done, failed)

    /** Whether this is the PIN. */
    fun check(pin: String, done: () -> Unit, failed: (String) -> Unit) =
        core.atDoor({ door.check(pin) }, { done() }, failed)

    /** Joins a server, once its person saw what that means and gave the PIN. */
    fun enrol(pin: String, text: String, done: () -> Unit, failed: (String) -> Unit) =
        core.work({ door.enrol(pin, text) }, { done() }, failed)

    fun changePin(old: String, new: String, done: () -> Unit, failed: (String) -> Unit) =
        core.atDoor({ door.changePin(old, new) }, { done() }, failed)

    /** The raw key, for the finger to be put before it; to be overwritten. */
    fun arm(pin: String, done: (ByteArray) -> Unit, failed: (String) -> Unit) =
        core.atDoor({ door.arm(pin) }, done, failed)

    /** The app is out of sight; gives after how many milliseconds to [look]. */
    fun hide(absence: AbsenceType, done: (Long) -> Unit) =
        core.atDoor({ door.hide(absence).toLong() }, done, {})

    /** Hears of it when the app was out of sight for too long and is locked now. */
    fun look(locked: () -> Unit) = core.atDoor({ obeyed(door.look()) }, { if (it) locked() }, {})

    /** Somebody touched the glass, or typed. */
    fun touched() = core.atDoor({ door.touched() }, {}, {})

    /**
     * Whether somebody is there: hears of it when nobody was for too long and it is locked now, or
     * after how many milliseconds to ask [again]. [busy]: the phone does something that needs no touch.
     */
    fun rest(busy: Boolean, locked: () -> Unit, again: (Long) -> Unit) = core.atDoor(
        { door.rest(busy).also { if (it is RestType.Locked) obeyed(it.kind) } },
        {
            when (it) {
                is RestType.Locked -> locked()
                is RestType.AskAgain -> again(it.inMs.toLong())
                RestType.Over -> Unit
            }
        },
        // A door that cannot say is shut.
        { locked() },
    )

    /** Hears of a lock that came while nobody looked, on the main thread. */
    var whenLocked: () -> Unit = {}

    /** The platform gives a moment while nobody looks; says whether a sync may run in it. */
    fun moment(done: (maySync: Boolean) -> Unit) = core.atDoor(
        { door.moment().let { obeyed(it.locked) to it.maySync } },
        { (locked, maySync) ->
            if (locked) whenLocked()
            done(maySync)
        },
        // A door that cannot say is shut.
        { done(false) },
    )

    /** The app is in sight again; says whether it is locked now. */
    fun show(done: (locked: Boolean) -> Unit) =
        // A door that cannot say is shut.
        core.atDoor({ obeyed(door.show()) }, done, { done(true) })

    /** Locks. Behind it a walk goes on, if one is on. */
    fun lock() {
        core.cancelSync()
        core.atDoor(
            {
                core.afterForms(TYPED_MS)
                // One that was asked for before, and began only now.
                core.cancelSync()
                obeyed(runCatching { door.lock() }.getOrDefault(LockedType.SHUT))
            },
            {},
            {},
        )
    }

    /** Removes everything, if this is the PIN: answers, photos, keys, the PIN. */
    fun erase(pin: String, done: () -> Unit, failed: (String) -> Unit) = remove({ door.erase(pin) }, done, failed)

    /** Removes everything where no PIN opens any more. */
    fun eraseDamaged(done: () -> Unit, failed: (String) -> Unit) = remove({ door.eraseDamaged() }, done, failed)

    /** As the end of a process. */
    fun end() = core.end {
        made?.destroy()
        made = null
    }

    private fun enter(open: () -> Phone, done: () -> Unit, failed: (String) -> Unit) =
        core.atDoor({ core.enter(open()) }, { done() }, failed)

    private fun remove(how: () -> Unit, done: () -> Unit, failed: (String) -> Unit) {
        parts.track.stop()
        parts.schedule.cancel()
        core.cancelSync()
        core.atDoor(
            {
                core.afterForms(PUT_DOWN_MS)
                core.letGo()
                how()
            },
            { done() },
            failed,
        )
    }

    /** Lets the phone go where the core has shut it; says whether it locked. */
    private fun obeyed(locked: LockedType?): Boolean {
        when (locked) {
            null, LockedType.FOLLOWS -> Unit
            LockedType.SHUT -> {
                core.cancelSync()
                core.letGo()
            }
        }
        return locked != null
    }

    /** A fresh phone after a fault, if the core gives one; where it cannot the door is shut. */
    private fun reopen() = try {
        door.reopen()?.let(core::enter) ?: Unit
    } catch (_: FarolaException) {
        core.letGo()
    }

    private fun <T> overwritten(key: ByteArray, use: (ByteArray) -> T): T = try {
        use(key)
    } finally {
        key.fill(0)
    }

    private companion object {
        /** So long a lock waits for what was typed just before it. */
        const val TYPED_MS = 150L

        /** So long a removal waits for what a form still does. */
        const val PUT_DOWN_MS = 5_000L
    }
}
