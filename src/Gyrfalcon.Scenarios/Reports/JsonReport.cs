using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using Gyrfalcon.Scenarios.Recording;

namespace Gyrfalcon.Scenarios.Reports;

/// <summary>A report as JSON for programs. Times in seconds, latencies in milliseconds.</summary>
public static class JsonReport
{
    /// <summary>Writes it, in one object.</summary>
    public static void Write(RunReport report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("title", report.Title);
        json.WriteNumber("seed", report.Seed);
        json.WriteNumber("duration", report.Duration.TotalSeconds);
        json.WriteNumber("workers", report.Workers);
        json.WriteStartArray("balancers");
        foreach (string balancer in report.Balancers) json.WriteStringValue(balancer);
        json.WriteEndArray();
        json.WriteStartObject("total");
        WriteCounts(json, report.Total);
        json.WriteEndObject();
        WriteEndpoints(json, report);
        WriteMoments(json, "events", report.Events);
        json.WriteStartArray("slices");
        for (int i = 0; i < report.Slices.Count; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("from", (report.SliceLength * i).TotalSeconds);
            WriteCounts(json, report.Slices[i]);
            json.WriteStartArray("received");
            foreach (int received in report.Received[i]) json.WriteNumberValue(received);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteMoments(json, "log", report.Log);
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }

    private static void WriteCounts(Utf8JsonWriter json, Counts counts)
    {
        json.WriteNumber("requests", counts.Requests);
        foreach (Outcome outcome in Enum.GetValues<Outcome>()) json.WriteNumber(OutcomeName.Of(outcome).Replace(' ', '-'), counts.Of(outcome));
        json.WriteNumber("retries", counts.Retries);
        json.WriteNumber("client-retries", counts.ClientRetries);
        json.WriteNumber("probes", counts.Probes);
        json.WriteNumber("p50", counts.Latency.Quantile(0.5) / 1e6);
        json.WriteNumber("p99", counts.Latency.Quantile(0.99) / 1e6);
        json.WriteNumber("p99.9", counts.Latency.Quantile(0.999) / 1e6);
    }

    private static void WriteEndpoints(Utf8JsonWriter json, RunReport report)
    {
        IReadOnlyList<long> received = report.ReceivedIn(0, report.Slices.Count);
        json.WriteStartArray("endpoints");
        for (int i = 0; i < report.Endpoints.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("cluster", report.Endpoints[i].Cluster);
            json.WriteString("url", report.Endpoints[i].Url);
            json.WriteStartArray("groups");
            foreach (GroupReport group in report.Groups)
            {
                if (group.Contains(i)) json.WriteStringValue(group.Name);
            }

            json.WriteEndArray();
            json.WriteNumber("received", received[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMoments(Utf8JsonWriter json, string name, IReadOnlyList<Moment> moments)
    {
        json.WriteStartArray(name);
        foreach (Moment moment in moments)
        {
            json.WriteStartObject();
            json.WriteNumber("at", moment.At.TotalSeconds);
            json.WriteString("text", moment.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
