using System.Text;
using Retention.Workflows.Conditions.Evaluation;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Batches;

/// <summary>The state of an enrollment while a batch processes it. It is written once, at the end of the batch.</summary>
internal class EnrollmentRun : IEnrollmentMoments
{
    private readonly Enrollment _stored;
    private string? _moves;
    private EnrollmentState _state;
    private EnrollmentStatus _status;
    private string? _step;
    private DateTimeOffset? _dueAt;
    private string? _outcome;
    private string? _lastStep;
    private int _attempt;

    private protected EnrollmentRun(Enrollment stored, JourneyProgram program, int position, bool isBack)
    {
        IsBack = isBack;
        _stored = stored;
        Program = program;
        Position = position;
        _state = stored.State.LeftSince is null ? stored.State : stored.State with { LeftSince = null };
        _status = stored.Status;
        _step = stored.Step;
        _attempt = stored.Attempt;
    }

    /// <summary>Takes up a stored enrollment.</summary>
    /// <param name="stored">The enrollment.</param>
    /// <param name="program">Its version.</param>
    /// <param name="position">The position at which it continues.</param>
    /// <param name="isBack">True if it rested at that position.</param>
    internal static EnrollmentRun Open(Enrollment stored, JourneyProgram program, int position, bool isBack = false) =>
        program.HasWorkflow ? new WorkflowRun(stored, program, position, isBack) : new EnrollmentRun(stored, program, position, isBack);

    internal JourneyProgram Program { get; }

    /// <summary>The next instruction; the end of the program if it is completed.</summary>
    internal int Position { get; private set; }

    /// <summary>True if it continues in this batch.</summary>
    internal bool IsMoving { get; private set; } = true;

    internal EnrollmentId Id => _stored.Id;

    internal CustomerId Customer => _stored.Customer;

    internal int Attempt => _attempt;

    /// <summary>True if it waited at its current step and the step decides again.</summary>
    internal bool IsBack { get; private set; }

    /// <summary>The number of the visit of its step, counted over all repetitions.</summary>
    internal int Visit => _state.Visit;

    internal bool HasEnded => _status is EnrollmentStatus.Completed or EnrollmentStatus.Exited;

    internal bool HasExited => _status == EnrollmentStatus.Exited;

    /// <summary>True if it passed its last step in this batch, whether or not its last message has left.</summary>
    internal bool HasFinishedSteps => HasEnded || _status == EnrollmentStatus.Delivering;

    internal string? Outcome => _outcome;

    internal string? VoucherCode => _state.VoucherCode;

    /// <summary>When it was due; earlier than now if no worker was available in time.</summary>
    internal DateTimeOffset ExpectedAt(DateTimeOffset now) => _stored.DueAt < now ? _stored.DueAt.Value : now;

    /// <summary>True if it skips messages whose time passed while its journey was paused.</summary>
    internal bool SkipsLateMessages => _state.CatchUpFrom is not null;

    /// <summary>
    /// True if its waits count from an earlier moment: after a pause, or because the event that enrolled it arrived late.
    /// </summary>
    internal bool IsCatchingUp => (_state.CatchUpFrom ?? _state.BehindFrom) is not null;

    /// <summary>The moment from which its waits count: now, or while it catches up the moment at which it was to be here.</summary>
    internal DateTimeOffset MomentOf(DateTimeOffset now) => (_state.CatchUpFrom ?? _state.BehindFrom) is { } from && from < now ? from : now;

    /// <summary>What follows counts from now, because the customer is only now going to get a message.</summary>
    internal void CatchUpToNow()
    {
        if (_state.BehindFrom is not null)
            _state = _state with { BehindFrom = null };
    }

    /// <summary>Records that it passed a wait that ended in the past; does nothing unless it catches up.</summary>
    internal void CatchUpTo(DateTimeOffset moment)
    {
        if (moment > _state.CatchUpFrom)
            _state = _state with { CatchUpFrom = moment };
        if (moment > _state.BehindFrom)
            _state = _state with { BehindFrom = moment };
    }

    public string EnrollmentKey => _stored.Id.ToString();

    public DateTimeOffset EnteredAt => _state.TriggeredAt ?? _stored.EnteredAt;

    internal ConditionSubject Subject => new(Customer, this);

    public bool TryGetReached(string step, out DateTimeOffset at) => StoredMoments.TryGetReached(_state, step, out at);

    /// <summary>The recorded time when it reached a step; null if the step is not tracked.</summary>
    internal DateTimeOffset? ReachedAt(string step) => _state.ReachedAt.TryGetValue(step, out var at) ? at : null;

    /// <summary>True if it may have done its present step before. The keys then find what it did there.</summary>
    internal virtual bool MayRepeat => false;

    /// <summary>True if its last step does not lead to the next one itself. What leads there counts the move.</summary>
    internal virtual bool IsLed => false;

    /// <summary>True if it has reached a step before and does not arrive anew.</summary>
    internal virtual bool IsReturningTo(Instruction instruction) => IsRetrying || IsBack;

    /// <summary>The failure of its present step, if the step has not failed for all enrollments.</summary>
    internal Exception? Problem { get; set; }

    /// <summary>True if it retries its current step.</summary>
    internal bool IsRetrying => _attempt > 0 && !MayRepeat;

    /// <summary>The message that its current step put into the outbox.</summary>
    internal MessageId? Message { get; set; }

    /// <summary>Its state besides its position.</summary>
    internal EnrollmentState State
    {
        get => _state;
        set => _state = value;
    }

    /// <summary>Arrives at a position that a workflow engine chose.</summary>
    private protected void ArriveAt(int position)
    {
        Position = position;
        Message = null;
        HasRecalled = false;
        if (!MayRepeat)
            _attempt = 0;
    }

    /// <summary>Returns to a position that it could not leave.</summary>
    private protected void ReturnTo(int position)
    {
        Position = position;
        _status = EnrollmentStatus.Waiting;
        _attempt = MayRepeat ? _stored.Attempt : 0;
    }

    /// <summary>Waits between steps for the engine that stores its workflow.</summary>
    private protected void AwaitCallback(DateTimeOffset now)
    {
        IsMoving = false;
        _status = EnrollmentStatus.AwaitingCallback;
        _dueAt = now;
        _attempt = 0;
        _outcome = null;
        if (_state.CalledAt is not null)
            _state = _state with { CalledAt = null };
    }

    /// <summary>Records when a step was reached, if a condition needs it.</summary>
    /// <param name="step">The step.</param>
    /// <param name="now">The current time.</param>
    /// <param name="last">The state of the run before this one, before and after. Many runs have the same state and then share it.</param>
    internal void Reach(string step, DateTimeOffset now, ref (EnrollmentState? Before, EnrollmentState After) last)
    {
        if (!Program.Tracks(step))
            return;
        if (!ReferenceEquals(_state, last.Before))
            last = (_state, _state.WithReached(step, now));
        _state = last.After;
    }

    /// <summary>The number of rounds that a repeat step has started.</summary>
    internal int RoundOf(string step) => _state.Rounds.GetValueOrDefault(step);

    internal void BeginRound(string step, int round) => _state = _state.WithRound(step, round);

    /// <summary>True if its current step has issued its voucher before.</summary>
    internal bool HasRecalled { get; private set; }

    /// <summary>Stores a voucher that its current step had issued before.</summary>
    internal void Recall(string voucherCode)
    {
        Remember(voucherCode);
        HasRecalled = true;
    }

    /// <summary>Stores the choice of a step.</summary>
    internal void Choose(string step, IReadOnlyList<ProductId> products) => _state = _state.WithChosen(step, products);

    internal void Remember(string voucherCode) => _state = _state with { VoucherCode = voucherCode };

    /// <summary>Continues at a position, in this batch.</summary>
    /// <param name="position">The position.</param>
    /// <param name="answer">The step's result; null if it has one way out.</param>
    /// <param name="remark">What the history says instead of the result; default the result.</param>
    internal void GoTo(int position, string? answer = null, string? remark = null)
    {
        if (!IsBack || (remark ?? answer) is not null)
            Note(remark ?? answer); // its rest was noted when it began
        OnAnswered(answer);
        if (position >= Program.End && Position < Program.End)
            _lastStep = Program.NameOf(Position);
        Position = position;
        IsBack = false;
        if (!MayRepeat)
            _attempt = 0;
        _status = EnrollmentStatus.Waiting;
        if (_state.CalledAt is not null)
            _state = _state with { CalledAt = null };
    }

    /// <summary>Waits at the current step until an instant. The step then moves it on.</summary>
    internal void RestUntil(DateTimeOffset dueAt)
    {
        if (!IsBack)
            Note(null);
        Stop(EnrollmentStatus.Waiting);
        _dueAt = dueAt;
        _attempt = 0;
        if (IsCatchingUp)
            _state = _state with { CatchUpFrom = null, BehindFrom = null };
    }

    /// <summary>Awaits a callback at the current step.</summary>
    internal void Call(DateTimeOffset now)
    {
        Note("calling");
        Stop(EnrollmentStatus.AwaitingCallback);
        _state = _state with { CalledAt = now };
        _dueAt = now;
        _attempt = 0;
    }

    /// <summary>Ends the enrollment here.</summary>
    internal void End(EnrollmentStatus status, string outcome)
    {
        if (Position < Program.End)
            Note(null);
        Stop(status);
        _outcome = outcome;
        OnEnded();
    }

    /// <summary>Records the last step, from which a workflow led to the end.</summary>
    protected void FinishAt(string? step) => _lastStep = step;

    /// <summary>Came to its end, and stays active at its last step until its last message has left.</summary>
    internal void AwaitDelivery()
    {
        _status = EnrollmentStatus.Delivering;
        _step = _lastStep ?? _step;
    }

    /// <summary>Frees what it holds beside its data, when a pass over the program is over.</summary>
    /// <returns>The failure; null if there was none.</returns>
    internal virtual ValueTask<Exception?> CloseAsync(CancellationToken cancellationToken) => default;

    /// <summary>Retries the current step later; after the last attempt the enrollment is stuck.</summary>
    internal void Fail(string problem, DateTimeOffset? retryAt)
    {
        _attempt++;
        Note("failed");
        Stop(retryAt is null ? EnrollmentStatus.Stuck : _status);
        _dueAt = retryAt;
        _outcome = problem;
    }

    internal Enrollment ToEnrollment(DateTimeOffset now) => _stored with
    {
        Status = _status,
        Step = _step,
        DueAt = _dueAt,
        IsHeld = false,
        State = _state,
        Attempt = _attempt,
        Outcome = _outcome,
        EndedAt = _status is EnrollmentStatus.Completed or EnrollmentStatus.Exited ? now : null,
    };

    /// <summary>True if there is something to write to the history.</summary>
    internal bool HasMoved => _moves is not null;

    internal HistoryEntry ToHistory(DateTimeOffset now) => new() { Enrollment = Id, At = now, Moves = _moves ?? "" };

    /// <summary>Called when its present step has a result, before it moves.</summary>
    private protected virtual void OnAnswered(string? answer)
    {
    }

    /// <summary>Called when it has ended.</summary>
    private protected virtual void OnEnded()
    {
    }

    private void Stop(EnrollmentStatus status)
    {
        IsMoving = false;
        _status = status;
        if (Position < Program.End)
            _step = Program.NameOf(Position);
    }

    private void Note(string? answer) => _moves = Program.HistoryText(_moves, Position, answer);
}
