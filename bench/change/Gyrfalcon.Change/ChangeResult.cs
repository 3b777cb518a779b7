using System.Collections.Generic;
using Gyrfalcon.Testing;

namespace Gyrfalcon.Change;

/// <summary>What came of one driver's run.</summary>
/// <param name="Driver">The program's driver.</param>
/// <param name="Phases">What clients saw while nothing changed, while configurations did, and while processes did.</param>
/// <param name="Upgrades">Processes that took over.</param>
/// <param name="Applied">Configurations that came into force.</param>
/// <param name="Refused">Configurations that were refused.</param>
/// <param name="ChangeTimes">Of each, from the question to the answer, in milliseconds.</param>
/// <param name="Echoes">Messages that came back through WebSockets.</param>
/// <param name="Lasting">Exchanges that lasted for the whole run.</param>
/// <param name="MemoryBefore">Resident memory after the warm-up, in KiB.</param>
/// <param name="MemoryAfter">The same after the last change.</param>
/// <param name="Objections">What should not have been; empty for a good run.</param>
internal sealed record ChangeResult(
    Driver Driver, IReadOnlyList<Phase> Phases, int Upgrades, int Applied, int Refused, IReadOnlyList<double> ChangeTimes, long Echoes, int Lasting, long MemoryBefore, long MemoryAfter, IReadOnlyList<string> Objections);
