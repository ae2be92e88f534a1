package io.tiergate.laboratory.traffic;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What people should know of what was learned from records: as values of a document's {@code card}. */
public final class TrafficCard {
    private static final int DECIMALS = 5;

    private TrafficCard() {}

    /** Of labels and what they teach. */
    public static Map<String, Object> of(TrafficLog log, Labels labels, Lessons lessons) {
        Labels.Counts counts = labels.counts();
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("requests", log.requests().size());
        card.put("repeated_records_left_out", log.repeated());
        card.put("lines_without_an_end_left_out", log.cut());
        card.put("bad_lines_left_out", log.problems().size());
        card.put("judgements", counts.judgements());
        card.put("of_other_sources", counts.otherSource());
        card.put("of_other_tenants", counts.otherTenant());
        card.put("superseded", counts.superseded());
        card.put("contradicted", counts.contradicted());
        card.put("of_no_answer", counts.useless());
        card.put("labels", labels.size());
        card.put("shares", shares(lessons));
        card.put(
                "left_out", lessons.leftOut().stream().map(TrafficCard::leftOut).toList());
        return card;
    }

    private static List<Map<String, Object>> shares(Lessons lessons) {
        List<Map<String, Object>> rows = new ArrayList<>();
        lessons.shares()
                .forEach((group, byModel) -> byModel.forEach((model, share) -> rows.add(row(group, model, share))));
        return rows;
    }

    private static Map<String, Object> row(String group, String model, Share share) {
        Share.Interval interval = share.interval();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("task", group);
        row.put("model", model);
        row.put("labels", share.labels());
        row.put("requests", share.requests());
        row.put("share_of_requests", number(share.chosen().share()));
        row.put("arms", List.copyOf(new TreeSet<>(share.chosen().arms())));
        row.put("requests_spoken_of", number(share.chosen().covered()));
        row.put("rejected", number(share.rejected()));
        row.put("effective_labels", number(share.effective()));
        row.put("right", number(share.right()));
        row.put("low", number(interval.low()));
        row.put("high", number(interval.high()));
        return row;
    }

    private static Map<String, Object> leftOut(LeftOut left) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("task", left.group());
        row.put("model", left.model());
        row.put("why", left.why());
        row.put("labels", left.labels());
        return row;
    }

    private static BigDecimal number(double value) {
        return BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_EVEN);
    }
}
