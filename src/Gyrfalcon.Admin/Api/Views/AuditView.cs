using System;

namespace Gyrfalcon.Admin.Api.Views;

/// <summary>A change that was asked for.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who asked.</param>
/// <param name="What">What was asked for.</param>
/// <param name="Applied">It is in force.</param>
/// <param name="Outcome">What came of it.</param>
public sealed record AuditView(DateTime At, string By, string What, bool Applied, string Outcome);
