using System;
using System.Collections.Generic;

namespace Gyrfalcon.Proxy.Reload;

/// <summary>One configuration that was, or is, in force.</summary>
/// <param name="Number">From 1, in the order in which they came into force.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="By">Who wanted it: <c>start</c>, <c>HUP</c>, <c>file</c> that is watched, <c>certificates</c> likewise, or a client of the admin address.</param>
/// <param name="Text">The configuration as it was written; null if it was made of options of the command line.</param>
/// <param name="Changes">What it changed of the one before.</param>
public sealed record Revision(int Number, DateTime At, string By, string? Text, IReadOnlyList<Change> Changes);
