package org.farola.app.sense

import android.app.Activity
import android.app.Dialog
import android.view.Gravity
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.WindowManager
import android.widget.FrameLayout
import android.widget.MediaController
import android.widget.VideoView
import java.io.File
import java.io.IOException
import org.farola.app.form.Playing

/**
 * A film over the screen, until its end or until the person goes back. Its window is as secret as
 * the form below it, and nothing is left of the file afterwards.
 */
class Film(private val activity: Activity) {
    /** As [org.farola.app.form.FormSenses.watch]. */
    fun show(name: String, content: ByteArray, begun: (Playing?) -> Unit, ended: () -> Unit) {
        val (file, _) = CaptureFiles.fresh(activity, name.substringAfterLast('.', "bin"))
        Aside.run({ kept(file, content) }) { whole ->
            if (whole) {
                val window = window(file, ended)
                window.show()
                begun(Closing(window))
            } else {
                file.delete()
                begun(null)
            }
        }
    }

    private fun kept(file: File, content: ByteArray): Boolean = try {
        file.writeBytes(content)
        true
    } catch (_: IOException) {
        false
    }

    private fun window(file: File, ended: () -> Unit): Dialog {
        val window = Dialog(activity, android.R.style.Theme_Black_NoTitleBar_Fullscreen)
        val film = VideoView(activity)
        film.setMediaController(MediaController(activity).apply { setAnchorView(film) })
        film.setOnPreparedListener { film.start() }
        film.setOnCompletionListener { window.dismiss() }
        // The platform's own word is shown otherwise, over a window of its own.
        film.setOnErrorListener { _, _, _ ->
            window.dismiss()
            true
        }
        film.setVideoPath(file.path)
        val ground = FrameLayout(activity)
        ground.addView(film, FrameLayout.LayoutParams(MATCH_PARENT, MATCH_PARENT, Gravity.CENTER))
        window.setContentView(ground)
        window.window?.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        window.setOnDismissListener {
            film.stopPlayback()
            file.delete()
            ended()
        }
        return window
    }

    private class Closing(private val window: Dialog) : Playing {
        override fun stop() = window.dismiss()
    }
}
