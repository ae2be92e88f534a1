package io.tiergate.simulator.answer;

import io.tiergate.simulator.bill.PricedModel;
import io.tiergate.simulator.bill.Prices;
import java.util.ArrayList;
import java.util.List;

/**
 * A model that can be called.
 *
 * @param id in the price file
 * @param name what the provider calls it, and states in answers
 * @param prices what it costs
 * @param recordedIds the ids under which sets may hold its answers, the surest first
 */
public record ServedModel(String id, String name, Prices prices, List<String> recordedIds) {
    public ServedModel {
        recordedIds = List.copyOf(recordedIds);
    }

    static ServedModel of(PricedModel model, Iterable<String> allRecordedIds) {
        List<String> found = new ArrayList<>();
        String provider = PricedModel.provider(model.id());
        for (String wanted : List.of(model.id(), provider + "/" + model.name(), model.name())) {
            for (String id : allRecordedIds) {
                if (id.equals(wanted) && !found.contains(id)) {
                    found.add(id);
                }
            }
        }
        for (String id : allRecordedIds) {
            String name = PricedModel.afterSlash(id);
            boolean sameName = name.equals(model.name()) || name.equals(PricedModel.afterSlash(model.id()));
            if (sameName && !found.contains(id)) {
                found.add(id);
            }
        }
        return new ServedModel(model.id(), model.name(), model.prices(), found);
    }
}
