import java.io.*;
import java.lang.management.*;
import java.util.*;
import org.javarosa.core.model.*;
import org.javarosa.core.model.data.*;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.*;
import org.javarosa.core.reference.*;
import org.javarosa.core.services.PrototypeManager;
import org.javarosa.core.services.storage.StorageManager;
import org.javarosa.core.services.storage.util.DummyIndexedStorageUtility;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.form.api.*;
import org.javarosa.model.xform.*;
import org.javarosa.xform.util.XFormUtils;

/**
 * JavaRosa's side of `make bench-forms`. usage: FormsBench FORMS CASE...; a JSON line a figure.
 * CPU is this thread's: what the just-in-time compiler and the collector use is not in it.
 */
public class FormsBench {
    interface Job { void run() throws Exception; }

    static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();
    static String dir;

    /** Times of one thing on both clocks, in milliseconds. */
    static class Samples {
        final List<Double> cpu = new ArrayList<>(), wall = new ArrayList<>();

        void take(Job job) throws Exception { many(1, job); }

        void many(int count, Job job) throws Exception {
            long c = CLOCK.getCurrentThreadCpuTime(), w = System.nanoTime();
            for (int i = 0; i < count; i++) job.run();
            wall.add((System.nanoTime() - w) / 1e6 / count);
            cpu.add((CLOCK.getCurrentThreadCpuTime() - c) / 1e6 / count);
        }

        Samples part(int from, int until) {
            Samples part = new Samples();
            part.cpu.addAll(cpu.subList(from, until));
            part.wall.addAll(wall.subList(from, until));
            return part;
        }

        void print(String test, String what) {
            System.out.printf(Locale.ROOT, "{\"engine\":\"javarosa\",\"case\":\"%s\",\"what\":\"%s\",\"n\":%d%s%s}%n",
                test, what, cpu.size(), figures("cpu", cpu), figures("wall", wall));
        }

        static String figures(String clock, List<Double> list) {
            double[] s = list.stream().mapToDouble(d -> d).sorted().toArray();
            double sum = 0;
            for (double d : s) sum += d;
            return String.format(Locale.ROOT, ",\"%1$s_ms\":%2$.5f,\"%1$s_p99_ms\":%3$.5f,\"%1$s_max_ms\":%4$.5f,\"%1$s_total_ms\":%5$.3f",
                clock, s[(int) Math.ceil((s.length - 1) * 0.5)], s[(int) Math.ceil((s.length - 1) * 0.99)], s[s.length - 1], sum);
        }
    }

    static void one(String test, String what, double value) {
        System.out.printf(Locale.ROOT, "{\"engine\":\"javarosa\",\"case\":\"%s\",\"what\":\"%s\",\"n\":1,\"cpu_ms\":%f,\"wall_ms\":%f}%n", test, what, value, value);
    }

    static void check(String test, String what, String value) {
        System.out.printf("{\"engine\":\"javarosa\",\"case\":\"%s\",\"check\":\"%s\",\"value\":\"%s\"}%n", test, what, value);
    }

    static FormDef load(String file) throws Exception {
        try (InputStream in = new BufferedInputStream(new FileInputStream(dir + "/" + file))) {
            FormDef form = XFormUtils.getFormFromInputStream(in);
            form.initialize(true, new InstanceInitializationFactory());
            return form;
        }
    }

    static double heldMiB() {
        for (int i = 0; i < 3; i++) System.gc();
        Runtime r = Runtime.getRuntime();
        return (r.totalMemory() - r.freeMemory()) / 1048576.0;
    }

    static FormDef loads(String test, String file, int warm, int count) throws Exception {
        FormDef[] kept = new FormDef[1];
        double before = heldMiB();
        Samples first = new Samples();
        first.take(() -> kept[0] = load(file));
        first.print(test, "load_first");
        one(test, "MiB_definition", heldMiB() - before);
        for (int i = 0; i < warm; i++) kept[0] = load(file);
        Samples times = new Samples();
        for (int i = 0; i < count; i++) times.take(() -> kept[0] = load(file));
        times.print(test, "load_warm");
        return kept[0];
    }

    static Map<String, FormIndex> questions(FormEntryModel model) {
        Map<String, FormIndex> found = new HashMap<>();
        FormIndex at = FormIndex.createBeginningOfFormIndex();
        while (!(at = model.incrementIndex(at)).isEndOfFormIndex())
            if (model.getEvent(at) == FormEntryController.EVENT_QUESTION)
                found.put(at.getReference().getNameLast(), at);
        return found;
    }

    static void taken(int code) {
        if (code != FormEntryController.ANSWER_OK) throw new IllegalStateException("refused: " + code);
    }

    static String value(FormDef form, String... path) {
        TreeElement at = form.getMainInstance().getRoot();
        for (String name : path) { at = at.getChild(name, 0); if (at == null) return ""; }
        return at.getValue() == null ? "" : at.getValue().uncast().getString();
    }

    static void serialise(String test, FormDef form, int count) throws Exception {
        byte[][] bytes = new byte[1][];
        for (int i = 0; i < count; i++) new XFormSerializingVisitor().serializeInstance(form.getMainInstance(), form);
        Samples times = new Samples();
        for (int i = 0; i < count; i++)
            times.take(() -> bytes[0] = new XFormSerializingVisitor().serializeInstance(form.getMainInstance(), form));
        times.print(test, "serialise_warm");
        check(test, "bytes saved", "" + bytes[0].length);
    }

    static void cold(String name) throws Exception {
        FormEntryController form = new FormEntryController(new FormEntryModel(load(name + ".xml")));
        form.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        while (form.stepToNextEvent() != FormEntryController.EVENT_QUESTION) { }
        String text = form.getModel().getQuestionPrompt().getLongText();
        double cpu = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e6;
        one("cold", "process_to_first_question_" + name, cpu);
        if (text == null) throw new IllegalStateException("no text");
    }

    static void stop() throws Exception {
        loads("stop", "cs_punto.xml", 60, 60);
    }

    static void chain(String name) throws Exception {
        FormDef form = loads(name, name + ".xml", 30, 30);
        int inputs = name.equals("a500") ? 300 : 3000;
        FormEntryController entry = new FormEntryController(new FormEntryModel(form));
        Map<String, FormIndex> at = questions(entry.getModel());
        Samples all = new Samples();
        for (int i = 1; i <= inputs; i++) {
            int k = i;
            all.take(() -> taken(entry.answerQuestion(at.get("n" + k), new IntegerData(k), true)));
        }
        all.print(name, "answer_all_first_time");
        int[] turn = {0};
        Object[][] asked = {{"n3", 3}, {"n_half", inputs / 2}, {"n_last", inputs}, {"n1", 1}};
        for (Object[] question : asked) {
            FormIndex index = at.get("n" + question[1]);
            Job answer = () -> taken(entry.answerQuestion(index, new IntegerData(51 + turn[0]++ % 49), true));
            boolean small = (int) question[1] == 1 || (int) question[1] == inputs;
            for (int i = 0; i < (small ? 5000 : 200); i++) answer.run();
            Samples times = new Samples();
            for (int i = 0; i < 300; i++) times.many(small ? 49 : 1, answer);
            times.print(name, "answer_" + question[0]);
        }
        Samples round = new Samples();
        for (int i = 0; i < inputs * 3; i++) {
            int k = i;
            round.take(() -> taken(entry.answerQuestion(at.get("n" + (k % inputs + 1)), new IntegerData(100 + k), true)));
        }
        round.print(name, "answer_round_robin");
        check(name, "last of chain", value(form, "c" + inputs / 3));
        Samples first = new Samples();
        first.take(() -> form.validate());
        first.print(name, "validate_first");
        if (inputs == 300) {
            Samples times = new Samples();
            for (int i = 0; i < 10; i++) times.take(() -> form.validate());
            times.print(name, "validate_all");
            Samples both = new Samples();
            for (int i = 0; i < 10; i++) {
                int v = i;
                both.take(() -> { taken(entry.answerQuestion(at.get("n2"), new IntegerData(v), true)); form.validate(); });
            }
            both.print(name, "answer_and_validate");
        }
        serialise(name, form, 50);
    }

    static void repeat(String kind, int n) throws Exception {
        FormDef form = load(kind + ".xml");
        String name = kind + "_" + n;
        FormEntryController entry = new FormEntryController(new FormEntryModel(form));
        entry.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        int event;
        while ((event = entry.stepToNextEvent()) != FormEntryController.EVENT_PROMPT_NEW_REPEAT)
            if (event == FormEntryController.EVENT_END_OF_FORM) throw new IllegalStateException("no prompt");
        Samples adds = new Samples(), answers = new Samples(), whole = new Samples();
        FormIndex[] ages = new FormIndex[n];
        whole.take(() -> {
            for (int k = 0; k < n; k++) {
                int age = k % 90;
                adds.take(entry::newRepeat);
                do {
                    while (entry.stepToNextEvent() != FormEntryController.EVENT_QUESTION) { }
                } while (!entry.getModel().getFormIndex().getReference().getNameLast().equals("age"));
                FormIndex at = ages[k] = entry.getModel().getFormIndex();
                answers.take(() -> taken(entry.answerQuestion(at, new IntegerData(age), true)));
                if (entry.stepToNextEvent() != FormEntryController.EVENT_PROMPT_NEW_REPEAT) throw new IllegalStateException("no prompt");
            }
        });
        whole.print(name, "fill_whole");
        adds.part(5, 15).print(name, "add_at_10");
        adds.part(n - 20, n).print(name, "add_at_last");
        answers.part(5, 15).print(name, "answer_at_10");
        answers.part(n - 20, n).print(name, "answer_at_last");
        String[] where = {"first", "middle", "last"};
        int[] place = {0, n / 2, n - 1};
        for (int p = 0; p < 3; p++) {
            FormIndex at = ages[place[p]];
            int[] turn = {0};
            Samples times = new Samples();
            for (int i = 0; i < (kind.equals("b_running") ? 10 : 100); i++)
                times.take(() -> taken(entry.answerQuestion(at, new IntegerData((turn[0]++ + 31) % 90), true)));
            times.print(name, "answer_age_" + where[p]);
        }
        check(name, "totals", String.join(" ", value(form, "total"), value(form, "n"), value(form, "least"), value(form, "greatest"), value(form, "shares")));
        if (kind.equals("b_running"))
            check(name, "running of the last", form.getMainInstance().getRoot().getChild("person", n - 1).getChild("running", 0).getValue().uncast().getString());
        serialise(name, form, 20);
        Samples deletes = new Samples();
        for (int i = 0; i < 5; i++) deletes.take(() -> form.deleteRepeat(ages[0]));
        deletes.print(name, "delete_first");
    }

    /** Fills the nested repeats as a person would, prompt by prompt. */
    static void nested(String kind, int width) throws Exception {
        FormDef form = load(kind + ".xml");
        int depth = Integer.parseInt(kind.substring(6));
        String name = kind + "_" + width;
        FormEntryController entry = new FormEntryController(new FormEntryModel(form));
        entry.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        int[] made = new int[depth + 1];
        List<FormIndex> leaves = new ArrayList<>();
        Samples whole = new Samples();
        whole.take(() -> {
            int event;
            while ((event = entry.stepToNextEvent()) != FormEntryController.EVENT_END_OF_FORM) {
                if (event == FormEntryController.EVENT_PROMPT_NEW_REPEAT) {
                    int level = entry.getModel().getFormIndex().getReference().size() - 1;
                    if (made[level] < width) { made[level]++; entry.newRepeat(); }
                    else made[level] = 0;
                } else if (event == FormEntryController.EVENT_QUESTION) {
                    FormIndex at = entry.getModel().getFormIndex();
                    taken(entry.answerQuestion(at, new IntegerData(leaves.size() % 90), true));
                    leaves.add(at);
                }
            }
        });
        whole.print(name, "fill_whole");
        Samples times = new Samples();
        for (int i = 0; i < 300; i++) {
            int turn = i;
            times.take(() -> taken(entry.answerQuestion(leaves.get(turn * 7 % leaves.size()), new IntegerData(turn % 90 + 1), true)));
        }
        times.print(name, "answer_at_bottom");
        check(name, "sum", value(form, "s1"));
        check(name, "leaves", "" + leaves.size());
    }

    static int choices(FormEntryController entry, FormIndex at) {
        return entry.getModel().getQuestionPrompt(at).getSelectChoices().size();
    }

    static SelectOneData pick(String value) { return new SelectOneData(new Selection(value)); }

    static void attach() {
        ReferenceManager manager = ReferenceManager.instance();
        manager.reset();
        manager.addReferenceFactory(new PrefixedRootFactory(new String[]{"file-csv"}) {
            @Override protected Reference factory(String terminal, String uri) {
                String path = dir + "/" + terminal.substring(terminal.lastIndexOf('/') + 1);
                return new Reference() {
                    public boolean doesBinaryExist() { return true; }
                    public InputStream getStream() throws IOException { return new FileInputStream(path); }
                    public String getURI() { return uri; }
                    public boolean isReadOnly() { return true; }
                    public OutputStream getOutputStream() { throw new UnsupportedOperationException(); }
                    public void remove() { }
                    public String getLocalURI() { return path; }
                    public Reference[] probeAlternativeReferences() { return new Reference[0]; }
                };
            }
        });
    }

    static void cascade(String name) throws Exception {
        attach();
        FormDef form = loads(name, name + ".xml", 5, 8);
        double before = heldMiB();
        FormEntryController entry = new FormEntryController(new FormEntryModel(form));
        Map<String, FormIndex> at = questions(entry.getModel());
        taken(entry.answerQuestion(at.get("state"), pick("s01"), true));
        taken(entry.answerQuestion(at.get("mun"), pick("m0001"), true));
        int[] got = new int[1];
        Samples first = new Samples();
        first.take(() -> got[0] = choices(entry, at.get("place")));
        first.print(name, "filter_places_first");
        check(name, "choices", "" + got[0]);
        String[] names = {"answer_state_and_list", "answer_mun_and_both_lists", "answer_place", "list_again_two_terms", "list_again_one_term"};
        Samples[] times = new Samples[names.length];
        for (int i = 0; i < names.length; i++) times[i] = new Samples();
        for (int i = 0; i < 150; i++) {
            int town = i % 32 + 32 * (i % 70);
            SelectOneData state = pick(String.format("s%02d", i % 32)), mun = pick(String.format("m%04d", town)),
                place = pick(String.format("p%05d", town + 2500 * (i % 20)));
            times[0].take(() -> { taken(entry.answerQuestion(at.get("state"), state, true)); got[0] = choices(entry, at.get("mun")); });
            times[1].take(() -> {
                taken(entry.answerQuestion(at.get("mun"), mun, true));
                got[0] = choices(entry, at.get("place")) + choices(entry, at.get("place_eq"));
            });
            if (got[0] != 40) throw new IllegalStateException("choices " + got[0]);
            times[2].take(() -> taken(entry.answerQuestion(at.get("place"), place, true)));
            times[3].take(() -> choices(entry, at.get("place")));
            times[4].take(() -> choices(entry, at.get("place_eq")));
        }
        for (int i = 0; i < names.length; i++) times[i].print(name, names[i]);
        check(name, "chosen", value(form, "chosen"));
        one(name, "MiB_more_after_use", heldMiB() - before);
    }

    public static void main(String[] args) throws Exception {
        StorageManager.setStorageFactory((name, type) -> new DummyIndexedStorageUtility<>());
        PrototypeManager.registerPrototypes(JavaRosaCoreModule.classNames);
        PrototypeManager.registerPrototypes(CoreModelModule.classNames);
        new XFormsModule().registerModule();
        dir = args[0];
        for (int i = 1; i < args.length; i++) {
            String[] part = args[i].split(":");
            switch (part[0]) {
                case "cold": cold(part[1]); break;
                case "stop": stop(); break;
                case "a": chain(part[1]); break;
                case "b": repeat(part[1], Integer.parseInt(part[2])); break;
                case "n": nested(part[1], Integer.parseInt(part[2])); break;
                case "c": cascade(part[1]); break;
                default: throw new IllegalArgumentException(args[i]);
            }
        }
    }
}
