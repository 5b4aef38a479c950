package org.farola.app.sense

import android.app.AlarmManager
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.os.SystemClock
import org.farola.app.App
import org.farola.core.CheckInRecord
import org.farola.core.checkInAlarm

/**
 * Reminds of the check-in with the screen off too, without a position and without the screen of
 * the walk: an alarm of the platform's, for the time that the core names.
 */
object CheckInReminder {
    /** What was shown and set last, as long as the process lives. */
    class Last {
        /** Which reminder was shown; 0 for none. */
        internal var ring = 0u

        /** When the next one is set for, in the phone's own time since it was started. */
        internal var dueMs: Long? = null
    }

    /** What the core says of the check-in; nothing while nobody walks. */
    fun follow(context: Context, record: CheckInRecord?) {
        val last = lastOf(context)
        if (record == null) {
            last.dueMs = null
            context.service<AlarmManager>().cancel(alarm(context))
        } else {
            remember(context, last, record)
        }
        val ring = record?.ring ?: 0u
        if (ring == 0u) {
            context.service<NotificationManager>().cancel(Notices.CHECK_IN)
        } else if (ring != last.ring) {
            show(context)
        }
        last.ring = ring
    }

    /** It has rung: what comes next has to be set anew. */
    internal fun rung(context: Context) {
        lastOf(context).dueMs = null
    }

    /** Asked with every position: the platform hears of it only when the time has moved. */
    private fun remember(context: Context, last: Last, record: CheckInRecord) {
        val dueMs = checkInAlarm(record, SystemClock.elapsedRealtime(), last.dueMs) ?: return
        last.dueMs = dueMs
        // Not to the second: that would need a permission, and a minute harms nobody.
        context.service<AlarmManager>()
            .setAndAllowWhileIdle(AlarmManager.ELAPSED_REALTIME_WAKEUP, dueMs, alarm(context))
    }

    private fun lastOf(context: Context) = (context.applicationContext as App).reminded

    /** Shows that it is time. */
    fun show(context: Context) =
        context.service<NotificationManager>().notify(Notices.CHECK_IN, Notices.checkIn(context))

    private fun alarm(context: Context): PendingIntent = PendingIntent.getBroadcast(
        context, 0, Intent(context, CheckInAlarm::class.java),
        PendingIntent.FLAG_UPDATE_CURRENT or PendingIntent.FLAG_IMMUTABLE,
    )
}

/** The time has come: the core says whether it still has. */
class CheckInAlarm : BroadcastReceiver() {
    override fun onReceive(context: Context, intent: Intent?) {
        val app = context.applicationContext as App
        CheckInReminder.rung(context)
        // Killed meanwhile, or shut: nobody can ask the core, and the reminder must not be lost.
        if (!app.core.open) return CheckInReminder.show(context)
        // There is none when it is not the system that calls.
        val pending: PendingResult? = goAsync()
        app.core.ask(
            { it.walk()?.checkIn },
            { CheckInReminder.follow(context, it); pending?.finish() },
            { CheckInReminder.show(context); pending?.finish() },
        )
    }
}
