package org.farola.app.rig

import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.drawable.ColorDrawable
import android.graphics.drawable.Drawable
import android.graphics.drawable.GradientDrawable
import android.graphics.drawable.LayerDrawable
import android.graphics.drawable.RippleDrawable
import android.view.View
import android.view.ViewGroup
import android.widget.ImageView
import android.widget.ScrollView
import android.widget.TextView
import java.io.File
import kotlin.math.max
import kotlin.math.pow

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
        val ground = groundOf(view) ?: return null
        val ratio = contrast(view.currentTextColor, ground)
        return if (ratio >= LEAST_CONTRAST) null else "\"${view.text}\" has a contrast of %.2f".format(ratio)
    }

    /** A word that is cut off, or an ellipsis where nothing may be left out. */
    private fun complaintOfCut(view: TextView): String? {
        val layout = view.layout ?: return null
        val tall = layout.height > view.height - view.compoundPaddingTop - view.compoundPaddingBottom + 1
        val wide = (0 until layout.lineCount).any { layout.getLineWidth(it) > layout.width + 1 && layout.lineCount == 1 }
        return if (tall || wide) "\"${view.text}\" is cut off" else null
    }

    private fun groundOf(view: View): Int? {
        var at: View? = view
        while (at != null) {
            at.background?.let(::colourOf)?.let { return it }
            at = at.parent as? View
        }
        return null
    }

    private fun colourOf(drawable: Drawable): Int? = when (drawable) {
        is ColorDrawable -> drawable.color.takeIf(::whole)
        is GradientDrawable -> drawable.color?.defaultColor?.takeIf(::whole)
        is RippleDrawable -> colourOf(drawable.getDrawable(0))
        is LayerDrawable -> colourOf(drawable.getDrawable(drawable.numberOfLayers - 1))
        else -> null
    }

    private fun whole(colour: Int) = Color.alpha(colour) == 255

    companion object {
        const val LEAST_DP = 48
        const val LEAST_CONTRAST = 4.5
        private val WITHOUT_ROLE = setOf(
            "android.view.View", "android.view.ViewGroup", "android.widget.LinearLayout",
            "android.widget.FrameLayout", "android.widget.TextView",
        )

        /** WCAG 2: (lighter + 0.05) / (darker + 0.05). */
        fun contrast(one: Int, other: Int): Double {
            val (a, b) = listOf(luminance(one), luminance(other)).sortedDescending()
            return (a + 0.05) / (b + 0.05)
        }

        private fun luminance(colour: Int): Double {
            fun part(value: Int): Double {
                val share = value / 255.0
                return if (share <= 0.03928) share / 12.92 else ((share + 0.055) / 1.055).pow(2.4)
            }
            return 0.2126 * part(Color.red(colour)) + 0.7152 * part(Color.green(colour)) + 0.0722 * part(Color.blue(colour))
        }
    }
}
