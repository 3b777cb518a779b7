using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Gyrfalcon.Proxy.Explaining;

/// <summary>An explanation in one line of ASCII, with the members that <c>gyr explain --json</c> prints and what has become of the request.</summary>
internal static class ExplanationJson
{
    /// <summary>Members of each list that are tried at first.</summary>
    private const int MostItems = 256;

    /// <summary>Characters of each text that are tried at first.</summary>
    private const int MostText = 512;

    /// <summary>What is cut even of the shortest try is not worth telling.</summary>
    private const int LeastText = 32;

    /// <summary>The JSON in at most <paramref name="most"/> bytes: with ever fewer members in each list and shorter texts until it fits, and then with <c>"leftOut"</c>, the number of members that are not told. Null if not even the shortest fits.</summary>
    internal static byte[]? Write(Explanation explanation, ExchangeOutcome outcome, int most)
    {
        var bytes = new ArrayBufferWriter<byte>(most);
        for ((int items, int text) = (MostItems, MostText); text >= LeastText; (items, text) = (items / 2, items > 8 ? text : text / 2))
        {
            bytes.ResetWrittenCount();
            var cut = new Cut(items, text);
            using (var writer = new Utf8JsonWriter(bytes)) cut.Write(writer, explanation, outcome);
            if (bytes.WrittenCount <= most) return bytes.WrittenSpan.ToArray();
        }

        return null;
    }

    private sealed class Cut(int items, int text)
    {
        private int _leftOut;

        /// <summary>The default escapes leave nothing but visible ASCII and spaces.</summary>
        internal void Write(Utf8JsonWriter writer, Explanation explanation, ExchangeOutcome outcome)
        {
            writer.WriteStartObject();
            Text(writer, "id", outcome.Id);
            Text(writer, "listener", explanation.Listener);
            Text(writer, "answer", explanation.Answer);
            Text(writer, "route", explanation.Route);
            writer.WriteStartObject("outcome");
            Text(writer, "cluster", outcome.Cluster);
            Text(writer, "endpoint", outcome.Endpoint);
            writer.WriteNumber("attempts", outcome.Attempts);
            Text(writer, "fault", outcome.Fault);
            writer.WriteEndObject();
            List(writer, "clusters", explanation.Clusters, Write);
            List(writer, "decisions", explanation.Decisions, Write);
            List(writer, "policies", explanation.Policies, Write);
            WriteRoutes(writer, explanation.Routes);
            _leftOut += explanation.Untold + explanation.Clusters.Sum(static cluster => cluster.Untold);
            if (_leftOut > 0) writer.WriteNumber("leftOut", _leftOut);
            writer.WriteEndObject();
        }

        private void Write(Utf8JsonWriter writer, ClusterChance cluster)
        {
            writer.WriteStartObject();
            Text(writer, "name", cluster.Name);
            Text(writer, "chosen", cluster.Chosen);
            Text(writer, "balancer", cluster.Balancer);
            Text(writer, "session", cluster.Session);
            List(writer, "endpoints", cluster.Endpoints, Write);
            writer.WriteEndObject();
        }

        private void Write(Utf8JsonWriter writer, EndpointChance endpoint)
        {
            writer.WriteStartObject();
            Text(writer, "url", endpoint.Url);
            writer.WriteBoolean("isCandidate", endpoint.IsCandidate);
            Text(writer, "why", endpoint.Why);
            writer.WriteEndObject();
        }

        private void Write(Utf8JsonWriter writer, RouteTrial trial)
        {
            writer.WriteStartObject();
            Text(writer, "route", trial.Route);
            writer.WriteBoolean("matches", trial.Matches);
            Text(writer, "why", trial.Why);
            writer.WriteEndObject();
        }

        /// <summary>The one that is taken is last, and is told however many are not.</summary>
        private void WriteRoutes(Utf8JsonWriter writer, IReadOnlyList<RouteTrial> routes)
        {
            bool isCut = routes.Count > items && routes[^1].Matches;
            writer.WriteStartArray("routes");
            foreach (RouteTrial each in routes.Take(isCut ? items - 1 : items)) Write(writer, each);
            if (isCut) Write(writer, routes[^1]);
            writer.WriteEndArray();
            _leftOut += Math.Max(routes.Count - (isCut ? Math.Max(items, 1) : items), 0);
        }

        private void Write(Utf8JsonWriter writer, string sentence) => writer.WriteStringValue(Shortened(sentence));

        private void List<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> all, Action<Utf8JsonWriter, T> write)
        {
            writer.WriteStartArray(name);
            foreach (T each in all.Take(items)) write(writer, each);
            writer.WriteEndArray();
            _leftOut += Math.Max(all.Count - items, 0);
        }

        private void Text(Utf8JsonWriter writer, string name, string? value)
        {
            if (value is null) writer.WriteNull(name);
            else writer.WriteString(name, Shortened(value));
        }

        private string Shortened(string value)
        {
            if (value.Length <= text) return value;
            int length = text - 3;
            return string.Concat(value.AsSpan(0, char.IsHighSurrogate(value[length - 1]) ? length - 1 : length), "...");
        }
    }
}
