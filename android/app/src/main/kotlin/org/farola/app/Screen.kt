package org.farola.app

import android.view.Gravity
import android.view.View
import android.view.ViewGroup
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.FrameLayout
import android.widget.LinearLayout
import android.widget.ScrollView
import org.farola.app.look.Look
import org.farola.app.look.Tokens

/** One screen. It builds its views anew whenever the look changes; what it shows is the core's. */
abstract class Screen(val shell: MainActivity) {
    val look: Look get() = shell.look

    /** Whether a picture of it must not be taken, nor shown among the recent apps. */
    open val secret: Boolean = true

    /** Whether it can be seen without the PIN. */
    open val outside: Boolean = false

    /** Says that it works, where that takes longer than a moment. */
    protected val busy = Busy()

    /** Its views, in the look of now. */
    abstract fun make(): View

    /** It is in sight: ask the core what to show. */
    open fun entered() = Unit

    /** It is out of sight, for a while or for good. */
    open fun left() = Unit

    /** The app is out of sight, and the screen with it. */
    open fun hidden() = left()

    /** It will not be seen again. */
    open fun gone() = Unit

    /** Whether it took the way back upon itself. */
    open fun back(): Boolean = false

    protected fun words(id: Int, vararg with: Any) = look.words(id, *with)

    protected fun count(id: Int, n: Int) = look.count(id, n)

    /** A page that scrolls, with what stays in sight below it. */
    protected fun page(content: LinearLayout, foot: View? = null): View {
        val side = look.dp(SIDE)
        content.setPadding(side, look.dp(Tokens.SPACE_4), side, look.dp(Tokens.SPACE_5))
        val scroll = ScrollView(look.context).apply {
            isFillViewport = true
            addView(content, ViewGroup.LayoutParams(MATCH_PARENT, WRAP_CONTENT))
        }
        return frame(scroll, foot)
    }

    protected fun frame(middle: View, foot: View?, head: View? = null): View =
        LinearLayout(look.context).apply {
            orientation = LinearLayout.VERTICAL
            setBackgroundColor(look.palette.page)
            if (head != null) addView(head, Look.wide())
            addView(under(middle), LinearLayout.LayoutParams(MATCH_PARENT, 0, 1f))
            if (foot != null) {
                val side = look.dp(SIDE)
                val stand = look.column()
                stand.setPadding(side, look.dp(Tokens.SPACE_3), side, look.dp(Tokens.SPACE_4))
                stand.addView(foot, Look.wide())
                addView(stand, Look.wide())
            }
            setOnApplyWindowInsetsListener { view, insets ->
                @Suppress("DEPRECATION") // the newer call is of Android 11
                view.setPadding(
                    insets.systemWindowInsetLeft, insets.systemWindowInsetTop,
                    insets.systemWindowInsetRight, insets.systemWindowInsetBottom,
                )
                insets
            }
        }

    /** The sign stands over the page's lower end: nothing moves when it comes and goes. */
    private fun under(middle: View): View = FrameLayout(look.context).apply {
        addView(middle, FrameLayout.LayoutParams(MATCH_PARENT, MATCH_PARENT))
        val place = Gravity.BOTTOM or Gravity.CENTER_HORIZONTAL
        addView(busy.view(look), FrameLayout.LayoutParams(WRAP_CONTENT, WRAP_CONTENT, place))
    }

    /** A title with the way back before it, and the lock where none stands below. */
    protected fun head(title: CharSequence, lock: Boolean = true): View = look.column(Tokens.SPACE_1).apply {
        val back = look.link(words(R.string.button_back_to), "back") { shell.goBack() }
        back.setPadding(0, 0, look.dp(Tokens.SPACE_4), 0)
        addView(topLine(back, lock), Look.wide())
        addView(look.title(title), Look.wide())
    }

    /** The upper edge: what leads back, and the one tap that closes and locks. */
    protected fun topLine(back: View? = null, lock: Boolean = true): View = look.row(Tokens.SPACE_2).apply {
        back?.let(::addView)
        addView(View(look.context), LinearLayout.LayoutParams(0, 0, 1f))
        if (lock) addView(look.link(words(R.string.fill_close), "lock") { shell.lock() })
    }

    /** Pushes what follows to the lower end, where the thumb is. */
    protected fun spring(): View = View(look.context).apply {
        layoutParams = LinearLayout.LayoutParams(MATCH_PARENT, 0, 1f)
    }

    /** Two buttons side by side, or one above the other where the letters are large. */
    protected fun pair(first: View, second: View): LinearLayout =
        if (look.large) {
            look.column().apply {
                addView(second, Look.wide())
                addView(first, Look.wide())
            }
        } else {
            look.row().apply {
                gravity = Gravity.CENTER_VERTICAL
                addView(first, Look.share(this))
                addView(second, Look.share(this))
            }
        }

    companion object {
        /** Between the edge of the glass and everything. */
        const val SIDE = 20
    }
}
