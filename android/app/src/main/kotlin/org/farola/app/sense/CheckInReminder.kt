package org.farola.app.sense

import android.app.AlarmManager
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.os.SystemClock
import kotlin.math.abs
import org.farola.app.App
import org.farola.core.CheckInRecord
import org.farola.core.CheckInState

/**
 * Reminds of the check-in with the screen off too, without a position and without the screen of
 * the walk: an alarm of the platform's, for the time that the core names.
 */
object CheckInReminder {
    /** What the core says of the check-in: nothing, later, or now. */
    fun follow(context: Context, record: CheckInRecord?) {
        val alarms = context.service<AlarmManager>()
        val notices = context.service<NotificationManager>()
        when (record?.state) {
            null -> {
                forget(context, alarms)
                notices.cancel(Notices.CHECK_IN)
            }
            CheckInState.FINE -> {
                notices.cancel(Notices.CHECK_IN)
                remember(context, alarms, SystemClock.elapsedRealtime() + record.ms)
            }
            CheckInState.DUE, CheckInState.MISSED -> {
                forget(context, alarms)
                show(context)
            }
        }
    }

    /** Asked with every position: the platform hears of it only when the time has moved. */
    private fun remember(context: Context, alarms: AlarmManager, dueMs: Long) {
        val app = context.applicationContext as App
        val before = app.checkInDueMs
        if (before != null && abs(dueMs - before) < SLACK_MS) return
        app.checkInDueMs = dueMs
        // Not to the second: that would need a permission, and a minute harms nobody.
        alarms.setAndAllowWhileIdle(AlarmManager.ELAPSED_REALTIME_WAKEUP, dueMs, alarm(context))
    }

    private fun forget(context: Context, alarms: AlarmManager) {
        (context.applicationContext as App).checkInDueMs = null
        alarms.cancel(alarm(context))
    }

    /** Shows that it is time. */
    fun show(context: Context) =
        context.service<NotificationManager>().notify(Notices.CHECK_IN, Notices.checkIn(context))

    private fun alarm(context: Context): PendingIntent = PendingIntent.getBroadcast(
        context, 0, Intent(context, CheckInAlarm::class.java),
        PendingIntent.FLAG_UPDATE_CURRENT or PendingIntent.FLAG_IMMUTABLE,
    )

    private const val SLACK_MS = 5_000L
}

/** The time has come: the core says whether it still has. */
class CheckInAlarm : BroadcastReceiver() {
    override fun onReceive(context: Context, intent: Intent?) {
        val app = context.applicationContext as App
        // It has rung: what comes next has to be set anew.
        app.checkInDueMs = null
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
