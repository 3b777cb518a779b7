using System;
using System.Collections.Generic;

namespace Gyrfalcon.Admin.Api.Views;

/// <summary>A configuration that was, or is, in force.</summary>
/// <param name="Number">From 1.</param>
/// <param name="At">Since when.</param>
/// <param name="By">Who wanted it.</param>
/// <param name="InForce">It is the one in force.</param>
/// <param name="CanBeRestored">It can be put into force again.</param>
/// <param name="Changes">What it changed.</param>
public sealed record RevisionView(int Number, DateTime At, string By, bool InForce, bool CanBeRestored, IReadOnlyList<ReloadAnswer.Line> Changes);
