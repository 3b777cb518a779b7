using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Gyrfalcon.Load.Reporting;
using Gyrfalcon.Resilience.Contestants;
using Gyrfalcon.Resilience.Generating;
using Gyrfalcon.Resilience.Measuring;
using Gyrfalcon.Resilience.Origins;
using Gyrfalcon.Resilience.Scenes;

namespace Gyrfalcon.Resilience.Reporting;

/// <summary>Everything that a run found, as Markdown.</summary>
internal sealed class Report(Options options, Toolchain toolchain, IReadOnlyList<Contestant> contestants, string directory, IReadOnlyList<Play> plays)
{
    private readonly DateTime _date = DateTime.UtcNow;

    private readonly List<(Scene Scene, List<Standing> Standings)> _all = [.. plays.GroupBy(play => play.Scene)
        .Select(scene => (scene.Key, scene.GroupBy(play => play.Contestant).Select(group => new Standing(group.Key, [.. group])).ToList()))];

    public string Markdown() => $"""
        # Resilience

        Written by `bench/resilience/run`; do not edit. Five origins are killed, hung, slowed and broken under load, and what the clients of each proxy notice is counted.
        In every scene at least one origin is well, so **no idempotent request need fail**. How to read it: at the end.

        {Figures()}## The run

        {RunFacts()}
        ## Configurations

        Each proxy is set up as well as we know how, within its free edition and with equal timeouts; the reasons stand in its configuration. Ports are those of one scene.

        {Configurations()}## How to read this

        - Every scene begins with fresh processes: {Farm.Size} origins (`bench/resilience/native/origin.c`) and one proxy, which has core {options.ProxyCore}; origins and load share core {options.LoadCore}; all on loopback.
        - The load is an open loop of {options.Rate.ToString("#,0", CultureInfo.InvariantCulture)} requests/s over keep-alive connections: 60 % GET, 20 % PUT and 20 % POST with a small body, in the same order for every contestant.
          A request is sent once, when it is due, whatever became of those before it. The client repeats nothing and waits {OpenLoop.Patience.TotalSeconds:0} s at most.
        - A scene lasts {options.Length.TotalSeconds:0} s after a warm-up of {options.WarmUp.TotalSeconds:0.#} s. Faults begin at {(options.Length / 5).TotalSeconds:0.#} s and end at {(options.Length * 3 / 5).TotalSeconds:0.#} s.
          Contestants take turns in each scene, and the whole is played {options.Rounds} times. Counts are sums, times medians over the rounds; the longest latency is that of all.
        - *failed*: anything but a 200 with the very content that one origin gives to this request. A POST may fail without blame when the origin fails that has it: sending it again could do it twice.
        - *wrong*: a 200 with other content, that is crossed or truncated. *POST twice*: origins received it more than once. Both must be 0.
        - Latency counts from the moment a request was due, and includes those that failed.
        - *clients well*: from the fault (in the rolling restart, from the last kill) to the first second, in windows of 250 ms, in which no request fails and each window's p99 is at most twice, or 5 ms above, what it
          was before. *share back*: from the last return to the first half second in which every origin that was away gives at least four fifths of its share. *never*: not within the scene.
        - *asked per request*: requests that origins received for each that clients sent; what retries and hedges cost.
        - The path of the health checks is ill too in “answers 503” and “resets”, and well in “slow” and “answers 500 to half”: an illness that checks do not see.

        """;

    /// <summary>The tables alone, for the terminal.</summary>
    public string Figures()
    {
        var text = new StringBuilder();
        if (_all.Count > 1)
        {
            text.AppendLine("## At a glance").AppendLine()
                .Append(Tables.Overview("idempotent requests failed", _all, Tables.FailedIdempotent)).AppendLine()
                .Append(Tables.Overview("POST failed", _all, standing => Tables.Count(standing.PostsFailed))).AppendLine()
                .Append(Tables.Overview("p99, ms", _all, standing => Tables.Milliseconds(standing.P99))).AppendLine()
                .Append(Tables.Overview("p99.9, ms", _all, standing => Tables.Milliseconds(standing.P999))).AppendLine()
                .Append(Tables.Overview("until clients are well", _all, standing => Tables.Seconds(standing.ClientsAreWell))).AppendLine()
                .Append(Tables.Overview("until the share is back", _all, standing => Tables.Seconds(standing.ShareIsBack))).AppendLine();
        }

        foreach (var (scene, standings) in _all)
        {
            text.AppendLine($"## {scene.Title} (`{scene.Name}`)").AppendLine().AppendLine(scene.Story).AppendLine().Append(Tables.Of(standings)).AppendLine();
            foreach (var standing in standings.Where(standing => standing.Failures.Count > 0))
                text.AppendLine($"- {standing.Contestant}: {Tables.Kinds(standing.Failures)}");
            if (standings.Exists(standing => standing.Failures.Count > 0))
                text.AppendLine();
        }

        return text.ToString();
    }

    private string RunFacts()
    {
        var table = new Table("", "") { AllToTheLeft = true };
        table.Add("date", _date.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
        table.Add("command", $"`{options.CommandLine}`");
        foreach (var (name, value) in Machine.Describe())
            table.Add(name, value);
        foreach (var contestant in contestants)
            table.Add(contestant.Name, contestant.Version);
        table.Add("requests", $"{Tables.Count(_all[0].Standings[0].Idempotent)} idempotent and {Tables.Count(_all[0].Standings[0].Posts)} POST for each contestant in each scene");
        return table.ToString();
    }

    private string Configurations()
    {
        var text = new StringBuilder();
        foreach (var contestant in contestants)
        {
            var play = Path.Combine(directory, $"{plays[0].Scene.Name}-{contestant.Name}-1");
            text.AppendLine($"### {contestant.Name}").AppendLine();
            text.AppendLine("```sh").AppendLine(Portable(contestant.Command.ToString(), play)).AppendLine("```").AppendLine();
            text.AppendLine($"```{Path.GetExtension(contestant.FileName)[1..]}").Append(Portable(File.ReadAllText(Path.Combine(play, contestant.FileName)), play)).AppendLine("```").AppendLine();
        }

        return text.ToString();
    }

    private string Portable(string text, string play) =>
        text.Replace("{{directory}}/", "", StringComparison.Ordinal).Replace("-p {{directory}}", "-p .", StringComparison.Ordinal)
            .Replace(play + "/", "", StringComparison.Ordinal).Replace(toolchain.Artifacts + "/", "artifacts/resilience/", StringComparison.Ordinal);
}
