package io.tiergate.dataplane.cache.vector;

import io.tiergate.dataplane.cache.CacheKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnByteVectorField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnByteVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.BytesRef;

/**
 * The vectors of one large partition in a navigable graph (HNSW; Malkov and Yashunin, 2016), in files that are mapped into memory, not on
 * the heap. Searches are approximate. Nothing is kept over a restart. One thread writes, any searches.
 *
 * <p>Each batch is a segment with a graph of its own, and a search visits all of them; so batches are large, and few segments are left
 * unmerged.
 */
final class Graph implements AutoCloseable {
    private static final String VECTOR = "vector";
    private static final String KEY = "key";
    private static final int LINKS = 16;
    private static final int BEAM = 100;
    /** Far above a batch, which is flushed by the refresh after it. */
    private static final int BUFFER_MEGABYTES = 1_024;

    private static final int SEGMENTS_PER_TIER = 4;
    private static final int MERGES_WAITING = 8;
    /** Score of two byte vectors of width w: 0.5 + product / (w * this). */
    private static final double SCORE_UNIT = 1 << 15;

    private final MMapDirectory files;
    private final IndexWriter writer;
    private final SearcherManager searchers;

    /** Vectors and links, byte by byte as they are given. */
    private static final class ByteGraphs extends Lucene104Codec {
        private static final KnnVectorsFormat FORMAT = new Lucene99HnswVectorsFormat(LINKS, BEAM);

        @Override
        public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
            return FORMAT;
        }
    }

    private Graph(MMapDirectory files, IndexWriter writer) throws IOException {
        this.files = files;
        this.writer = writer;
        this.searchers = new SearcherManager(writer, null);
    }

    /** An empty one. */
    static Graph in(Path folder) throws IOException {
        ConcurrentMergeScheduler merges = new ConcurrentMergeScheduler();
        merges.setMaxMergesAndThreads(MERGES_WAITING, 1);
        merges.disableAutoIOThrottle();
        IndexWriterConfig config = new IndexWriterConfig(null)
                .setOpenMode(IndexWriterConfig.OpenMode.CREATE)
                .setCodec(new ByteGraphs())
                .setRAMBufferSizeMB(BUFFER_MEGABYTES)
                .setUseCompoundFile(false)
                .setCommitOnClose(false)
                .setMergeScheduler(merges)
                .setMergePolicy(new TieredMergePolicy().setSegmentsPerTier(SEGMENTS_PER_TIER));
        MMapDirectory files = new MMapDirectory(folder);
        return new Graph(files, new IndexWriter(files, config));
    }

    /** Takes keys out and items in; when it returns, searches see both. What has lost its vector meanwhile is passed over. */
    void change(Collection<CacheKey> gone, List<Item> items) throws IOException {
        for (CacheKey key : gone) {
            writer.deleteDocuments(new Term(KEY, new BytesRef(key.toBytes())));
        }
        for (Item item : items) {
            QuantizedVector vector = item.vector;
            if (vector != null) {
                BytesRef key = new BytesRef(item.key.toBytes());
                Document document = new Document();
                document.add(new StringField(KEY, key, Field.Store.NO));
                document.add(new BinaryDocValuesField(KEY + "s", key));
                document.add(new KnnByteVectorField(VECTOR, vector.components(), VectorSimilarityFunction.DOT_PRODUCT));
                writer.addDocument(document);
            }
        }
        searchers.maybeRefreshBlocking();
    }

    /** Told of what a search finds. */
    interface Found {
        void found(CacheKey key, double cosine);
    }

    /**
     * Finds about the nearest.
     *
     * @param effort how many the search keeps in view: more find better, and take longer
     */
    void search(QuantizedVector query, int effort, Found found) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
            double unit = SCORE_UNIT * query.width() / (query.length() * query.length());
            KnnByteVectorQuery nearest = new KnnByteVectorQuery(VECTOR, query.components(), effort);
            for (ScoreDoc hit : searcher.search(nearest, effort).scoreDocs) {
                LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(hit.doc, leaves));
                BinaryDocValues keys = DocValues.getBinary(leaf.reader(), KEY + "s");
                if (keys.advanceExact(hit.doc - leaf.docBase)) {
                    BytesRef bytes = keys.binaryValue();
                    byte[] key = new byte[bytes.length];
                    System.arraycopy(bytes.bytes, bytes.offset, key, 0, key.length);
                    found.found(CacheKey.of(key), (hit.score - 0.5) * unit);
                }
            }
        } finally {
            searchers.release(searcher);
        }
    }

    /** Segments that a search visits now. */
    int segments() {
        try {
            IndexSearcher searcher = searchers.acquire();
            try {
                return searcher.getIndexReader().leaves().size();
            } finally {
                searchers.release(searcher);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Frees its memory and its files' handles; the files themselves are its owner's. */
    @Override
    public void close() throws IOException {
        searchers.close();
        writer.rollback();
        files.close();
    }
}
