package org.farola.app.form

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.Color
import android.graphics.drawable.GradientDrawable
import android.view.Gravity
import android.view.View
import android.view.ViewGroup
import android.view.accessibility.AccessibilityNodeInfo
import android.view.textclassifier.TextClassifier
import android.widget.Button
import android.widget.EditText
import android.widget.LinearLayout
import android.widget.TextView
import org.farola.app.R
import org.farola.core.DrawnRecord
import org.farola.core.Unnamed

/**
 * The few views all controls are built of, dressed and named: texts, buttons, columns and lines.
 * What a view is for a screen reader is said here once.
 */
class Pieces(val context: Context) {
    val look = FormLook.of(context)

    fun dp(value: Number) = look.dp(value)

    fun words(id: Int, vararg parts: Any): String = context.getString(id, *parts)

    /** What an entry is called, also where the form gives it no words. */
    fun named(drawn: DrawnRecord): CharSequence =
        drawn.unnamed?.let { words(standIn(it)) } ?: Styled.read(drawn.label)

    private fun standIn(unnamed: Unnamed) = when (unnamed) {
        Unnamed.QUESTION -> R.string.review_question
        Unnamed.ROW -> R.string.form_row_unnamed
        Unnamed.INSTANCE -> R.string.form_instance_unnamed
    }

    /** A text to read. */
    fun text(content: CharSequence = "", size: Float = FormLook.BODY, colour: Int = look.ink, bold: Boolean = false) =
        TextView(context).apply {
            text = content
            look.dress(this, size, colour, bold)
        }

    /** A text that stands in line with the question's words. */
    fun line(content: CharSequence = "", bold: Boolean = false): TextView =
        text(content, FormLook.BODY, if (bold) look.ink else look.softInk, bold).apply {
            setPadding(dp(PageRow.INSET), 0, dp(PageRow.INSET), 0)
        }

    /** A remark with the lamp's edge: a hint of the form, or why a control is a simpler one here. */
    fun remark(content: CharSequence): TextView = text(content, FormLook.SMALL + 1f, look.onRemark).apply {
        background = EdgedGround(look.remark, look.lamp, dp(4), dp(8).toFloat())
        setPadding(dp(16), dp(12), dp(14), dp(12))
    }

    /** A button of the second rank. */
    fun button(content: CharSequence, touched: (View) -> Unit) = Button(context).apply {
        plain(this, content, touched)
        background = look.touchable(look.surface, look.edge)
        setTextColor(look.ink)
    }

    /**
     * What to do first in a control. It is full and dark and not amber: the light of a page falls
     * on "Seguir" alone.
     */
    fun mainButton(content: CharSequence, touched: (View) -> Unit) = Button(context).apply {
        plain(this, content, touched)
        minHeight = dp(FormLook.MAIN)
        minimumHeight = dp(FormLook.MAIN)
        weigh(this, main = true)
    }

    /** Gives a button its weight anew: full where it is what to do first, else one of the second rank. */
    fun weigh(button: Button, main: Boolean) {
        val edge = if (main && !look.night) Color.TRANSPARENT else look.edge
        button.background = look.touchable(if (main) look.deep else look.surface, edge)
        button.setTextColor(if (main) look.onDeep else look.ink)
    }

    private fun plain(button: Button, content: CharSequence, touched: (View) -> Unit) {
        button.text = content
        look.dress(button, FormLook.BODY + 1f, look.ink, bold = true)
        button.isAllCaps = false
        button.stateListAnimator = null
        button.minWidth = dp(FormLook.TOUCH)
        button.minimumWidth = dp(FormLook.TOUCH)
        button.minHeight = dp(FormLook.ROW)
        button.minimumHeight = dp(FormLook.ROW)
        button.setPadding(dp(16), dp(8), dp(16), dp(8))
        button.gravity = Gravity.CENTER
        button.setOnClickListener(touched)
    }

    /** A square with a sign on it (＋, ▲); [name] is what it is called. */
    fun sign(sign: CharSequence, name: CharSequence, touched: (View) -> Unit) =
        button(sign, touched).apply {
            contentDescription = name
            look.dress(this, FormLook.QUESTION, look.ink, bold = true)
            setPadding(dp(4), 0, dp(4), 0)
            minWidth = dp(FormLook.ROW)
            minimumWidth = dp(FormLook.ROW)
        }

    /** A field to write in; keyboards are asked not to learn from it. */
    fun field(label: () -> CharSequence): EditText = FormField(context, label).apply {
        look.dress(this, FormLook.QUESTION - 2f)
        setHintTextColor(look.softInk)
        background = look.box(look.surface, look.edge)
        setPadding(dp(16), dp(14), dp(16), dp(14))
        minHeight = dp(FormLook.ROW)
        minimumHeight = dp(FormLook.ROW)
    }

    /** Things below each other, [gap] apart; what is not shown leaves no gap. */
    fun column(vararg children: View, gap: Int = GAP) = LinearLayout(context).apply {
        orientation = LinearLayout.VERTICAL
        dividerDrawable = GradientDrawable().apply {
            setColor(Color.TRANSPARENT)
            setSize(dp(gap), dp(gap))
        }
        showDividers = LinearLayout.SHOW_DIVIDER_MIDDLE
        children.forEach { below(this, it) }
    }

    /** Adds a view below the others of a column, [more] than its gap apart. */
    fun below(column: LinearLayout, child: View, more: Int = 0) {
        val size = LinearLayout.LayoutParams(MATCH, WRAP)
        size.topMargin = dp(more)
        column.addView(child, size)
    }

    /** Things beside each other, of equal width; below each other where letters are large. */
    fun line(vararg children: View, stack: Boolean = look.large, gap: Int = GAP): LinearLayout {
        if (stack) return column(*children, gap = gap)
        return LinearLayout(context).apply {
            gravity = Gravity.CENTER_VERTICAL
            children.forEachIndexed { index, child ->
                val size = LinearLayout.LayoutParams(0, MATCH, 1f)
                size.marginStart = if (index == 0) 0 else dp(gap)
                addView(child, size)
            }
        }
    }

    /** [middle] takes the room that the others leave. */
    fun flanked(before: View?, middle: View, after: View?) = LinearLayout(context).apply {
        gravity = Gravity.CENTER_VERTICAL
        before?.let { addView(it, LinearLayout.LayoutParams(WRAP, WRAP)) }
        val size = LinearLayout.LayoutParams(0, WRAP, 1f)
        size.marginStart = if (before == null) 0 else dp(GAP)
        size.marginEnd = if (after == null) 0 else dp(GAP)
        addView(middle, size)
        after?.let { addView(it, LinearLayout.LayoutParams(WRAP, WRAP)) }
    }

    companion object {
        const val GAP = 12
        const val MATCH = ViewGroup.LayoutParams.MATCH_PARENT
        const val WRAP = ViewGroup.LayoutParams.WRAP_CONTENT
    }
}

/** What a view is for a screen reader. */
enum class Role(val className: String) {
    BUTTON("android.widget.Button"),
    RADIO("android.widget.RadioButton"),
    CHECK("android.widget.CheckBox"),
    SLIDER("android.widget.SeekBar"),
    IMAGE("android.widget.ImageView"),
    FIELD("android.widget.EditText"),
    LIST("android.widget.ListView"),
}

/** Gives a view its role, and its mark where it can be marked. */
fun View.role(role: Role, marked: (() -> Boolean)? = null) {
    accessibilityDelegate = object : View.AccessibilityDelegate() {
        override fun onInitializeAccessibilityNodeInfo(host: View, info: AccessibilityNodeInfo) {
            super.onInitializeAccessibilityNodeInfo(host, info)
            info.className = role.className
            if (marked != null) {
                info.isCheckable = true
                info.isChecked = marked()
            }
        }
    }
}

/** Marks a text as a heading, where the phone knows headings (Android 9). */
fun View.heading() {
    if (android.os.Build.VERSION.SDK_INT >= android.os.Build.VERSION_CODES.P) {
        isAccessibilityHeading = true
    }
}

/** A ground with a thick edge on the side where reading starts. */
class EdgedGround(val fill: Int, private val edge: Int, private val width: Int, private val radius: Float) :
    android.graphics.drawable.Drawable() {
    private val paint = android.graphics.Paint(android.graphics.Paint.ANTI_ALIAS_FLAG)

    override fun draw(canvas: android.graphics.Canvas) {
        val area = android.graphics.RectF(bounds)
        paint.color = fill
        canvas.drawRoundRect(area, radius, radius, paint)
        paint.color = edge
        area.right = area.left + width
        canvas.drawRect(area, paint)
    }

    override fun setAlpha(alpha: Int) = Unit

    override fun setColorFilter(filter: android.graphics.ColorFilter?) = Unit

    @Deprecated("Of no meaning any more", ReplaceWith("android.graphics.PixelFormat.TRANSLUCENT"))
    override fun getOpacity() = android.graphics.PixelFormat.TRANSLUCENT
}

/** A text field that has a name even when something is written in it. */
@SuppressLint("ViewConstructor")
class FormField(context: Context, private val label: () -> CharSequence) : EditText(context) {
    init {
        imeOptions = imeOptions or android.view.inputmethod.EditorInfo.IME_FLAG_NO_PERSONALIZED_LEARNING
        importantForAutofill = View.IMPORTANT_FOR_AUTOFILL_NO
        // What is written belongs to the core's encrypted database alone: not to the state that the
        // system keeps of a screen, nor to the service that looks through selected text.
        isSaveEnabled = false
        setTextClassifier(TextClassifier.NO_OP)
        highlightColor = 0x55F5A524
        setBackgroundColor(Color.TRANSPARENT)
    }

    override fun onInitializeAccessibilityNodeInfo(info: AccessibilityNodeInfo) {
        super.onInitializeAccessibilityNodeInfo(info)
        // The words in the empty field are the same for all of them; the question is its name.
        if (text.isEmpty()) info.text = label()
        info.hintText = label()
        info.className = Role.FIELD.className
    }

    override fun getAccessibilityClassName(): CharSequence = Role.FIELD.className
}
