package io.tiergate.policy.similarity;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The words that the verifier knows, beside {@link Quantities} and {@link AnswerWords}. Lists, not a language model: what they do not know, the
 * embedding has to.
 */
final class Vocabulary {
    /** They say nothing of what is asked. */
    private static final Set<String> FUNCTION = WordLists.set("""
            a an the this that these those it its it's is are was were be been being am i'm i you he she we they me him her us them my your
            his our their mine yours i've i'd i'll you're we're do does did doing done don has have had having will would shall should can could
            may might must of in on at by for from to into onto with about as and or if then so than there here what which who whom whose when
            where why how what's how's where's who's there's that's let's please kindly thanks thank hi hello hey dear ok okay just also too very
            really actually exactly tell show give explain me know want need like get got go going help some any one ones way ways thing things
            possible best good much many someone somebody something anyone anything up out
            der die das ein eine einen einem einer ist sind war wie was wer wo wann warum ich du er sie es wir ihr mir mich mein meine meinen
            und oder zu in im auf für mit von bei man kann können soll bitte gibt es den dem des
            le la les un une des du de est sont et ou je tu il elle nous vous mon ma mes comment que qui quoi où quand pourquoi puis peux peut
            pour dans sur avec au aux ce cette s'il plaît l d c qu
            el los las una unos es son y o yo mi mis cómo como qué quién dónde cuándo por para con en al del puedo puede se lo
            """);

    private static final Set<String> NEGATIONS = WordLists.set("""
            not no never none nothing nobody neither nor cannot without dont doesnt didnt cant wont isnt arent wasnt shouldnt couldnt wouldnt
            nicht kein keine keinen nie niemals ohne ne pas jamais sans nunca sin não sem non niet geen
            """);

    /** Those of the negations that deny what follows them. */
    private static final Set<String> DENIALS = WordLists.set(
            "not no never neither nor cannot dont doesnt didnt cant wont isnt arent wasnt shouldnt couldnt wouldnt nicht kein keine keinen nie pas jamais nunca niet geen");

    private static final List<String> NEGATING = List.of("un", "in", "im", "il", "ir", "de", "dis", "non", "mis");

    /** Each line a word and its opposites. */
    private static final Map<String, Set<String>> OPPOSITES = WordLists.opposites("""
            increase decrease reduce lower shrink
            increasing decreasing reducing
            raise lower reduce
            rise fall drop
            grow shrink
            maximum minimum
            maximise minimise
            maximize minimize
            max min
            most least fewest
            more less fewer
            higher lower
            high low
            highest lowest
            larger smaller small
            largest smallest
            large small
            bigger smaller small
            biggest smallest
            big small
            longer shorter
            longest shortest
            long short
            faster slower slow
            fast slow
            fastest slowest
            cheaper dearer pricier
            cheap expensive
            cheapest dearest priciest expensive
            older newer younger
            oldest newest youngest latest
            old new young
            early late
            earlier later
            earliest latest
            first last
            best worst
            better worse
            good bad
            enable disable
            activate deactivate
            allow forbid block deny prevent prohibit
            accept reject decline refuse
            approve reject
            block unblock
            lock unlock
            mute unmute
            hide show unhide
            subscribe unsubscribe
            follow unfollow
            install uninstall remove
            add remove subtract delete
            insert delete remove
            create delete destroy
            open close shut
            start stop end finish quit
            begin end
            join leave
            enter leave exit
            login logout
            connect disconnect
            attach detach
            import export
            upload download
            send receive
            buy sell
            borrow lend
            rent own
            deposit withdraw withdrawal
            credit debit
            save spend
            earn lose
            win lose
            gain lose loss
            profit loss
            encrypt decrypt
            encode decode
            compress decompress extract
            zip unzip
            push pull
            read write
            before after
            above below under
            over under
            inside outside
            into out
            indoor outdoor
            indoors outdoors
            north south
            east west
            left right
            up down
            upgrade downgrade
            ascending descending
            forward backward back
            next previous last
            with without
            hot cold
            hotter colder
            warm cool cold hot
            heat cool
            heating cooling
            freeze thaw
            wet dry
            light dark heavy
            am pm
            arrive depart leave
            arrival departure
            inbound outbound
            incoming outgoing
            input output
            public private
            internal external
            online offline
            on off
            in out
            true false
            positive negative
            pros cons
            advantage disadvantage drawback
            benefit drawback risk harm
            safe dangerous unsafe
            legal illegal
            strong weak
            strengthen weaken
            thick thin
            wide narrow
            deep shallow
            full empty
            fill empty
            easy hard difficult
            simple complex
            rich poor
            male female
            man woman
            men women
            boy girl
            mother father
            husband wife
            child adult
            dead alive
            love hate
            remember forget
            agree disagree
            include exclude
            including excluding
            expand collapse contract
            merge split
            lift lower
            pass fail
            succeed fail
            success failure
            hire fire dismiss
            employer employee
            teacher student
            landlord tenant
            lender borrower
            buyer seller
            gross net
            revenue cost expense
            supply demand
            upper lower
            uppercase lowercase
            horizontal vertical
            row column
            rows columns
            client server
            synchronous asynchronous
            sync async
            mutable immutable
            push pop
            head tail
            prefix suffix
            odd even
            sunrise sunset set
            lossless lossy
            permanent temporary
            manual automatic
            domestic international
            single married double
            vegetarian meat
            rent buy
            raise cut
            shorten lengthen extend
            asc desc
            mandatory optional recommended voluntary
            required optional
            praise criticise criticize blame
            begin discontinue
            start discontinue resume
            reopen close
            keep lose delete discard
            free paid chargeable
            cover exclude
            likely unlikely
            confirm refute
            support oppose contradict
            present absent
            present missing
            same different
            unchanged changed
            gone kept
            most fewest
            exceed undercut
            author reader
            author editor
            favourable unfavourable
            favorable unfavorable
            praise complain
            improve worsen deteriorate
            strengthen undermine
            always never
            everybody nobody
            all none
            """);

    /** Each line a class whose members exclude each other. */
    private static final Map<String, Integer> RIVALS = WordLists.classes("""
            english german french spanish italian portuguese dutch polish russian ukrainian chinese mandarin cantonese japanese korean arabic hebrew turkish greek swedish danish norwegian finnish czech hungarian hindi latin
            java javascript python rust go golang kotlin scala ruby php swift c c++ c# perl haskell typescript lua matlab bash powershell
            mysql postgres postgresql sqlite mongodb redis oracle mariadb cassandra
            windows linux macos mac ubuntu debian fedora android ios iphone ipad chromebook
            json yaml xml csv toml markdown html pdf docx
            red blue green yellow orange purple black white pink brown grey gray
            breakfast lunch dinner supper
            spring summer autumn fall winter
            chrome firefox safari edge opera
            word excel powerpoint outlook
            aws azure gcp
            react angular vue svelte
            docker kubernetes podman
            git svn mercurial
            paypal visa mastercard amex
            cat dog horse rabbit hamster
            chicken beef pork lamb fish turkey salmon tofu
            mercury venus earth mars jupiter saturn uranus neptune pluto moon sun
            iron copper gold silver zinc lead aluminium aluminum
            bus train plane car bike bicycle ferry
            tcp udp http https ftp ssh smtp
            daily weekly monthly yearly annually hourly quarterly
            summary summarise summarize translate translation rewrite proofread classify
            poem haiku story essay email letter tweet
            """);

    private static final Map<String, String> QUESTIONS = WordLists.entries("""
            who=who whom=who whose=who wer=who qui=who quién=who
            when=when wann=when quand=when cuándo=when
            where=where wo=where wohin=where où=where dónde=where
            why=why warum=why pourquoi=why
            """);

    /** Asked for less surely than others: "where do I" may be "how do I". */
    static final String HOW = "how";

    private static final Map<String, String> AFTER_HOW = WordLists.entries("""
            many=many much=much long=long often=often far=far old=old big=size large=size tall=size fast=fast
            """);

    /** Of each language, words that most others do not have; by word, the languages. */
    private static final Map<String, List<String>> LANGUAGES = WordLists.sections("""
            en: the is are what how does my and of can you for with why when where which should i
            de: der das ist und wie ich nicht ein eine mein meine für kann wo warum auf mit den dem zu wird
            fr: le les est et je une des pour comment mon ma quel quelle pas vous où pourquoi du puis dans
            es: el los las cómo qué mi para una cuál dónde puedo está cuánto y del por
            it: il che è come mio mia per posso gli perché dove della sono quanto
            pt: é um uma meu minha não qual onde eu posso quanto são você
            nl: het een hoe ik van mijn niet wat waar zijn kan voor
            pl: jak jest nie czy gdzie moje co się dlaczego
            sv: hur jag är och det inte min vad varför
            tr: nasıl ne bir ve için mi nerede neden
            """);

    /** From what stands before them to what stands after them. */
    private static final Set<String> ONWARDS =
            WordLists.set("to into than minus before over behind above divided beat beats nach vers hacia");

    /** From what stands after them to what stands before them. */
    private static final Set<String> BACKWARDS = WordLists.set("from after below under von depuis desde");

    private Vocabulary() {}

    /** Whether what follows it is denied. */
    static boolean isDenial(String word) {
        return DENIALS.contains(word) || word.endsWith("n't");
    }

    static boolean isFunction(String word) {
        return FUNCTION.contains(word);
    }

    static boolean isNegation(String word) {
        return NEGATIONS.contains(word) || word.endsWith("n't");
    }

    /** Whether what stands before the word goes to what stands after it. */
    static boolean isOnwards(String word) {
        return ONWARDS.contains(word);
    }

    /** Whether what stands after the word goes to what stands before it. */
    static boolean isBackwards(String word) {
        return BACKWARDS.contains(word);
    }

    /** Opposites that are listed, as stems. */
    static Set<String> opposites(String stem) {
        return OPPOSITES.getOrDefault(stem, Set.of());
    }

    /** Without a prefix that negates; null: there is none. */
    static @Nullable String unnegated(String stem) {
        for (String prefix : NEGATING) {
            if (stem.length() > prefix.length() + 3 && stem.startsWith(prefix)) {
                return stem.substring(prefix.length());
            }
        }
        return null;
    }

    /** The class of stems that exclude each other; 0: none. */
    static int rivals(String stem) {
        return RIVALS.getOrDefault(stem, 0);
    }

    /** What a question word asks for; empty: nothing in particular. */
    static String question(String word, String next) {
        return word.equals("how") ? AFTER_HOW.getOrDefault(next, HOW) : QUESTIONS.getOrDefault(word, "");
    }

    /** The languages that a word is of, sorted. */
    static List<String> languages(String word) {
        return LANGUAGES.getOrDefault(word, List.of());
    }
}
