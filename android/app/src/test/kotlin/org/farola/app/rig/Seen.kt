package org.farola.app.rig

import android.graphics.Bitmap
import android.graphics.Canvas
import android.view.View
import android.view.ViewGroup
import android.widget.ImageView
import android.widget.ScrollView
import android.widget.TextView
import java.io.File
import kotlin.math.max

/** What a person sees of a screen, and what somebody who listens hears of it. */
class Seen(private val robot: Robot) {
    private val root: ViewGroup
        get() = robot.activity.requireViewById<ViewGroup>(android.R.id.content).getChildAt(0) as ViewGroup
    private val density get() = robot.activity.resources.displayMetrics.density

    /** The whole page as a picture, also what one would have to scroll to. */
    fun picture(file: File) {
        val width = root.width
        val screen = root.height
        val scroll = scrolls(root).maxByOrNull { (it.getChildAt(0)?.height ?: 0) - it.height }
        val more = scroll?.let { max(0, it.getChildAt(0).height - it.height) } ?: 0
        lay(width, screen + more)
        val bitmap = Bitmap.createBitmap(width, screen + more, Bitmap.Config.ARGB_8888)
        root.draw(Canvas(bitmap))
        file.parentFile?.mkdirs()
        file.outputStream().use { bitmap.compress(Bitmap.CompressFormat.PNG, 100, it) }
        lay(width, screen)
    }

    private fun lay(width: Int, height: Int) {
        root.measure(
            View.MeasureSpec.makeMeasureSpec(width, View.MeasureSpec.EXACTLY),
            View.MeasureSpec.makeMeasureSpec(height, View.MeasureSpec.EXACTLY),
        )
        root.layout(0, 0, width, height)
    }

    private fun scrolls(view: View): List<ScrollView> = robot.views(view).filterIsInstance<ScrollView>()

    /** What is wrong for those who listen, have large fingers or weak eyes. */
    fun complaints(): List<String> {
        val views = robot.views(root)
        return views.filter { it.isClickable && it.isEnabled }.flatMap(::complaintsOfTouch) +
            views.filterIsInstance<ImageView>()
                .filter { it.contentDescription.isNullOrBlank() && it.isImportantForAccessibility && !insideNamed(it) }
                .map { "a picture without words" } +
            views.filterIsInstance<TextView>().filter { it.text.isNotBlank() }.mapNotNull(::complaintOfContrast) +
            views.filterIsInstance<TextView>().filter { it.text.isNotBlank() && it.isShown }.mapNotNull(::complaintOfCut)
    }

    private fun complaintsOfTouch(view: View): List<String> {
        val found = mutableListOf<String>()
        val name = nameOf(view)
        if (name.isBlank()) found += "${view.javaClass.simpleName} ${view.tag} has no name"
        val node = view.createAccessibilityNodeInfo()
        val role = node.className?.toString().orEmpty()
        if (role.isEmpty() || role in WITHOUT_ROLE) found += "$name has no role ($role)"
        val least = (LEAST_DP * density).toInt()
        if (view.width < least || view.height < least) {
            found += "$name is ${(view.width / density).toInt()} by ${(view.height / density).toInt()} dp"
        }
        return found
    }

    private fun nameOf(view: View): String {
        val own = view.contentDescription?.toString() ?: (view as? TextView)?.let { it.text.ifBlank { it.hint } }?.toString()
        if (!own.isNullOrBlank()) return own
        return (view as? ViewGroup)?.let { robot.views(it).filterIsInstance<TextView>().joinToString(" ") { t -> t.text } }.orEmpty()
    }

    private fun insideNamed(view: View): Boolean =
        generateSequence(view.parent as? View) { it.parent as? View }.any { it.isClickable && !it.contentDescription.isNullOrBlank() }

    private fun complaintOfContrast(view: TextView): String? {
        if (!view.isEnabled) return null
        val ground = Contrast.groundOf(view) ?: return "\"${view.text}\" stands on no ground whose colour is known"
        val ratio = Contrast.ratio(view.currentTextColor, ground)
        return if (ratio >= Contrast.READABLE) null else "\"${view.text}\" has a contrast of %.2f".format(ratio)
    }

    /** A word that is cut off, or an ellipsis where nothing may be left out. */
    private fun complaintOfCut(view: TextView): String? {
        val layout = view.layout ?: return null
        val tall = layout.height > view.height - view.compoundPaddingTop - view.compoundPaddingBottom + 1
        val wide = (0 until layout.lineCount).any { layout.getLineWidth(it) > layout.width + 1 && layout.lineCount == 1 }
        return if (tall || wide) "\"${view.text}\" is cut off" else null
    }

    companion object {
        const val LEAST_DP = 48
        private val WITHOUT_ROLE = setOf(
            "android.view.View", "android.view.ViewGroup", "android.widget.LinearLayout",
            "android.widget.FrameLayout", "android.widget.TextView",
        )
    }
}
