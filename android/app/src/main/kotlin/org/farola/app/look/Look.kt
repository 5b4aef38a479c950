package org.farola.app.look

import android.content.Context
import android.content.res.ColorStateList
import android.graphics.Paint
import android.graphics.Typeface
import android.graphics.drawable.Drawable
import android.graphics.drawable.GradientDrawable
import android.graphics.drawable.RippleDrawable
import android.os.Build
import android.text.InputType
import android.text.SpannableString
import android.text.style.LeadingMarginSpan
import android.util.TypedValue
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.view.accessibility.AccessibilityNodeInfo
import android.widget.Button
import android.widget.EditText
import android.widget.LinearLayout
import android.widget.TextView
import kotlin.math.roundToInt

/** Between two facts on one line; no line begins with it. */
const val DOT = "\u00a0· "

/** Makes the pieces of a screen. No piece knows what it is used for. */
class Look(val context: LookContext) {
    val palette: Palette get() = context.palette

    /** Whether two things side by side no longer fit because the letters are large. */
    val large: Boolean get() = context.resources.configuration.fontScale >= LARGE_TEXT

    fun dp(size: Int): Int =
        TypedValue.applyDimension(
            TypedValue.COMPLEX_UNIT_DIP, size.toFloat(), context.resources.displayMetrics,
        ).toInt()

    fun words(id: Int, vararg with: Any): String = context.getString(id, *with)

    fun count(id: Int, n: Int): String = context.resources.getQuantityString(id, n, n)

    // Text

    fun title(text: CharSequence) = text(text, Tokens.TYPE_TITLE, bold = true).asHeading()

    fun heading(text: CharSequence) = text(text, Tokens.TYPE_QUESTION, bold = true).asHeading()

    fun body(text: CharSequence, bold: Boolean = false) = text(text, Tokens.TYPE_BODY, bold = bold)

    fun small(text: CharSequence) = text(text, Tokens.TYPE_SMALL, palette.quiet)

    fun text(
        text: CharSequence,
        sp: Float,
        colour: Int = palette.ink,
        bold: Boolean = false,
    ) = TextView(context).apply {
        this.text = text
        setTextSize(TypedValue.COMPLEX_UNIT_SP, sp)
        setTextColor(colour)
        setLineSpacing(0f, if (sp > Tokens.TYPE_BODY) TIGHT_LINE else BODY_LINE)
        if (bold) typeface = BOLD
    }

    private fun TextView.asHeading() = apply {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) isAccessibilityHeading = true
    }

    // Buttons

    /** The amber one: what to do next. One a screen. */
    fun next(text: CharSequence, tag: String, act: () -> Unit) =
        button(text, tag, palette.light, palette.onLight, null, Tokens.TOUCH_PRIMARY, act)

    /** Full, but quiet. */
    fun deep(text: CharSequence, tag: String, act: () -> Unit) =
        button(text, tag, palette.deep, palette.onDeep, null, Tokens.TOUCH_PRIMARY, act)

    /** Only a line around it. */
    fun ghost(text: CharSequence, tag: String, act: () -> Unit) =
        button(text, tag, palette.page, palette.ink, palette.control, Tokens.TOUCH_PRIMARY, act)

    /** Only words: the small ways out of a screen. */
    fun link(text: CharSequence, tag: String, act: () -> Unit) =
        button(text, tag, CLEAR, palette.ink, null, Tokens.TOUCH_MINIMUM, act).apply {
            setTextSize(TypedValue.COMPLEX_UNIT_SP, Tokens.TYPE_BODY)
            setPadding(dp(Tokens.SPACE_2), dp(Tokens.SPACE_1), dp(Tokens.SPACE_2), dp(Tokens.SPACE_1))
            paint.isUnderlineText = true
        }

    /** Takes something away for good. */
    fun remove(text: CharSequence, tag: String, act: () -> Unit) =
        button(text, tag, palette.page, palette.wrong, palette.wrong, Tokens.TOUCH_PRIMARY, act)

    private fun button(
        text: CharSequence,
        tag: String,
        fill: Int,
        ink: Int,
        line: Int?,
        height: Int,
        act: () -> Unit,
    ) = Button(context).apply {
        this.text = text
        this.tag = tag
        isAllCaps = false
        stateListAnimator = null
        typeface = BOLD
        gravity = Gravity.CENTER
        minHeight = dp(height)
        minimumHeight = dp(height)
        minWidth = dp(Tokens.TOUCH_MINIMUM)
        minimumWidth = dp(Tokens.TOUCH_MINIMUM)
        setTextSize(TypedValue.COMPLEX_UNIT_SP, BUTTON_SP)
        setTextColor(ink)
        background = touchable(shape(fill, Tokens.RADIUS_CARD, line))
        setPadding(dp(Tokens.SPACE_4), dp(Tokens.SPACE_3), dp(Tokens.SPACE_4), dp(Tokens.SPACE_3))
        setOnClickListener { act() }
    }

    // Fields

    /** A line to type into; its name is read aloud and stands above it in [labelled]. */
    fun field(name: CharSequence, tag: String, type: Int = InputType.TYPE_CLASS_TEXT) =
        EditText(context).apply {
            this.tag = tag
            contentDescription = name
            inputType = type or InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS
            minHeight = dp(Tokens.TOUCH_PRIMARY)
            setTextSize(TypedValue.COMPLEX_UNIT_SP, Tokens.TYPE_BODY)
            setTextColor(palette.ink)
            setHintTextColor(palette.quiet)
            background = shape(palette.card, Tokens.RADIUS_CONTROL, palette.control)
            setPadding(dp(Tokens.SPACE_4), dp(Tokens.SPACE_3), dp(Tokens.SPACE_4), dp(Tokens.SPACE_3))
            // Keyboards learn what is typed; not here.
            imeOptions = android.view.inputmethod.EditorInfo.IME_FLAG_NO_PERSONALIZED_LEARNING
            importantForAutofill = View.IMPORTANT_FOR_AUTOFILL_NO
        }

    /** One of several: words, whether it is the one, and what choosing it does. */
    fun option(text: CharSequence, on: Boolean, tag: String, act: () -> Unit): View =
        button(
            text, tag,
            if (on) palette.chosen else palette.card,
            if (on) palette.onChosen else palette.ink,
            if (on) palette.chosenEdge else palette.edge,
            Tokens.TOUCH_PRIMARY, act,
        ).apply {
            gravity = Gravity.START or Gravity.CENTER_VERTICAL
            setTextSize(TypedValue.COMPLEX_UNIT_SP, Tokens.TYPE_BODY)
            setText(signed(if (on) "●  " else "○  ", text, paint))
            contentDescription = text
            isSelected = on
            role(this, "android.widget.RadioButton", on)
        }

    /** A second line begins below the first one's words, not below their sign. */
    private fun signed(sign: String, text: CharSequence, paint: Paint) = SpannableString(sign + text).apply {
        setSpan(LeadingMarginSpan.Standard(0, paint.measureText(sign).roundToInt()), 0, length, 0)
    }

    // Surfaces

    fun shape(fill: Int, radius: Int, line: Int? = null) = GradientDrawable().apply {
        setColor(fill)
        cornerRadius = dp(radius).toFloat()
        if (line != null) setStroke(dp(LINE_DP), line)
    }

    fun touchable(under: Drawable): Drawable =
        RippleDrawable(ColorStateList.valueOf(palette.ripple), under, null)

    fun column(gap: Int = Tokens.SPACE_3) = LinearLayout(context).apply {
        orientation = LinearLayout.VERTICAL
        spaced(this, gap)
    }

    fun row(gap: Int = Tokens.SPACE_3) = LinearLayout(context).apply {
        orientation = LinearLayout.HORIZONTAL
        gravity = Gravity.CENTER_VERTICAL
        spaced(this, gap)
    }

    /** The gap is an invisible divider, so that no child needs margins. */
    private fun spaced(box: LinearLayout, gap: Int) {
        box.dividerDrawable = GradientDrawable().apply { setSize(dp(gap), dp(gap)); setColor(CLEAR) }
        box.showDividers = LinearLayout.SHOW_DIVIDER_MIDDLE
    }

    fun card(gap: Int = Tokens.SPACE_1) = column(gap).apply {
        background = shape(palette.card, Tokens.RADIUS_CARD, palette.edge)
        setPadding(dp(Tokens.SPACE_4), dp(Tokens.SPACE_4), dp(Tokens.SPACE_4), dp(Tokens.SPACE_4))
    }

    /** A card that is a button: a name, and what is to be said about it. */
    fun doorway(name: CharSequence, about: CharSequence?, tag: String, act: () -> Unit) =
        card().apply {
            this.tag = tag
            minimumHeight = dp(Tokens.TOUCH_PRIMARY)
            gravity = Gravity.CENTER_VERTICAL
            addView(body(name, bold = true))
            if (!about.isNullOrEmpty()) addView(small(about))
            background = touchable(shape(palette.card, Tokens.RADIUS_CARD, palette.edge))
            isClickable = true
            isFocusable = true
            contentDescription = if (about.isNullOrEmpty()) name else "$name. $about"
            role(this, Button::class.java.name)
            setOnClickListener { act() }
        }

    /** Other words on a [doorway] that was made with something to be said about it. */
    fun tell(doorway: LinearLayout, name: CharSequence, about: CharSequence) {
        val line = doorway.getChildAt(1) as? TextView ?: return
        if (line.text.toString() == about.toString()) return
        line.text = about
        doorway.contentDescription = "$name. $about"
    }

    /** Makes a [doorway] stand out as a full button does, or gives it back its card. */
    fun standOut(doorway: LinearLayout, yes: Boolean) {
        if (doorway.isActivated == yes) return
        doorway.isActivated = yes
        val fill = if (yes) palette.deep else palette.card
        doorway.background = touchable(shape(fill, Tokens.RADIUS_CARD, if (yes) null else palette.edge))
        (doorway.getChildAt(0) as? TextView)?.setTextColor(if (yes) palette.onDeep else palette.ink)
        (doorway.getChildAt(1) as? TextView)?.setTextColor(if (yes) palette.onDeep else palette.quiet)
    }

    /** A word of advice with a bar of light beside it. */
    fun note(text: CharSequence) = body(text).apply {
        setTextColor(palette.onNote)
        background = android.graphics.drawable.LayerDrawable(
            arrayOf(
                shape(palette.light, Tokens.SPACE_2),
                shape(palette.note, Tokens.SPACE_2),
            ),
        ).apply { setLayerInset(1, dp(Tokens.SPACE_1), 0, 0, 0) }
        setPadding(dp(Tokens.SPACE_4), dp(Tokens.SPACE_3), dp(Tokens.SPACE_3), dp(Tokens.SPACE_3))
    }

    /** What has to be mended, said at once to those who listen instead of looking. */
    fun wrong(text: CharSequence) = body(text, bold = true).apply {
        setTextColor(palette.wrong)
        accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
    }

    fun pill(text: CharSequence) = text(text, Tokens.TYPE_SMALL, palette.onNote, bold = true).apply {
        background = shape(palette.note, Tokens.RADIUS_PILL)
        setPadding(dp(Tokens.SPACE_3), dp(Tokens.SPACE_1), dp(Tokens.SPACE_3), dp(Tokens.SPACE_1))
    }

    companion object {
        const val CLEAR = 0
        val BOLD: Typeface = Typeface.create("sans-serif-medium", Typeface.BOLD)
        private const val BUTTON_SP = 20f
        private const val LINE_DP = 2
        private const val LARGE_TEXT = 1.4f
        private const val TIGHT_LINE = 1.15f
        private const val BODY_LINE = 1.2f

        fun of(context: Context) = Look(LookContext.of(context))

        fun wide() = LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT)

        /** Takes its share of a row or a column. */
        fun share(box: LinearLayout, weight: Float = 1f) =
            if (box.orientation == LinearLayout.HORIZONTAL) {
                LinearLayout.LayoutParams(0, WRAP_CONTENT, weight)
            } else {
                LinearLayout.LayoutParams(MATCH_PARENT, 0, weight)
            }

        /** Says to those who listen what a view of our own making is. */
        fun role(view: View, className: String, on: Boolean? = null) {
            view.accessibilityDelegate = object : View.AccessibilityDelegate() {
                override fun onInitializeAccessibilityNodeInfo(
                    host: View,
                    info: AccessibilityNodeInfo,
                ) {
                    super.onInitializeAccessibilityNodeInfo(host, info)
                    info.className = className
                    if (on != null) {
                        info.isCheckable = true
                        info.isChecked = on
                    }
                }
            }
        }
    }
}
