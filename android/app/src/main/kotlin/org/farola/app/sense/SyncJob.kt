package org.farola.app.sense

import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import android.content.Context
import org.farola.app.App
import org.farola.core.SyncLaterRecord

/**
 * Sends what waits when a network comes. Only while the database is open, be it behind the lock of
 * a walk: without the PIN there is no key, and the job then ends at once; the next unlocking asks
 * again.
 */
class SyncJob : JobService() {
    override fun onStartJob(parameters: JobParameters): Boolean {
        val app = application as App
        if (!app.core.open) return false
        app.door.moment { maySync ->
            val begun = maySync && app.core.syncInBackground { later -> ended(app, parameters, later) }
            if (!begun) jobFinished(parameters, false)
        }
        return true
    }

    override fun onStopJob(parameters: JobParameters): Boolean {
        (application as App).core.cancelSync()
        return true
    }

    /**
     * A job asked for while this one runs would end it: it is over first. When to try again is the
     * core's word; the platform's own waits are not asked for.
     */
    private fun ended(app: App, parameters: JobParameters, later: SyncLaterRecord?) {
        jobFinished(parameters, false)
        later?.let(app.parts.schedule::ask)
    }
}

/** Jobs as the platform's scheduler keeps them. */
class SystemSchedule(private val context: Context) : SyncSchedule {
    private val scheduler get() = context.service<JobScheduler>()

    override fun ask(later: SyncLaterRecord) {
        val network = if (later.unmetered) JobInfo.NETWORK_TYPE_UNMETERED else JobInfo.NETWORK_TYPE_ANY
        val job = JobInfo.Builder(JOB, ComponentName(context, SyncJob::class.java))
            .setRequiredNetworkType(network)
        later.notBeforeMs?.let { job.setMinimumLatency((it - System.currentTimeMillis()).coerceAtLeast(0)) }
        scheduler.schedule(job.build())
    }

    override fun cancel() = scheduler.cancel(JOB)

    private companion object {
        const val JOB = 1
    }
}
