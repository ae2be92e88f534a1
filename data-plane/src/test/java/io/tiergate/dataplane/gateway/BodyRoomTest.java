package io.tiergate.dataplane.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyRoomTest {
    private static final int FREE = BodyRoom.FREE_BYTES;

    @Test
    void smallBody_takesNothing_evenWhereNothingIsLeft() {
        BodyRoom room = new BodyRoom(0);

        assertThat(room.place().hold(FREE)).isTrue();
        assertThat(room.refused()).isZero();
        assertThat(room.place().hold(FREE + 1)).isFalse();
        assertThat(room.left()).isZero();
        assertThat(room.refused()).isEqualTo(1);
    }

    @Test
    void body_takesWhatItHasGrownTo_andGivesItBackOnce() {
        BodyRoom room = new BodyRoom(1_000);
        BodyRoom.Place place = room.place();

        assertThat(place.hold(FREE + 300)).isTrue();
        assertThat(place.hold(FREE + 300)).isTrue();
        assertThat(place.hold(FREE + 1_000)).isTrue();
        assertThat(room.left()).isZero();
        assertThat(place.hold(FREE + 1_001)).isFalse();
        place.giveBack();
        place.giveBack();

        assertThat(room.left()).isEqualTo(1_000);
    }

    @Test
    void bodies_shareTheRoom() {
        BodyRoom room = new BodyRoom(1_000);
        BodyRoom.Place one = room.place();
        assertThat(one.hold(FREE + 900)).isTrue();
        BodyRoom.Place other = room.place();

        assertThat(other.hold(FREE + 101)).isFalse();
        assertThat(other.hold(FREE + 100)).isTrue();
        one.giveBack();
        assertThat(other.hold(FREE + 1_000)).isTrue();
    }
}
