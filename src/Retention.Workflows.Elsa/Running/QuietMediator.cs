using Elsa.Mediator.Contracts;
using Elsa.Mediator.Middleware.Command.Contracts;
using Elsa.Mediator.Middleware.Notification.Contracts;
using Elsa.Mediator.Middleware.Request.Contracts;
using Elsa.Mediator.Options;
using Elsa.Mediator.Services;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Notifications;
using Microsoft.Extensions.Options;

namespace Retention.Workflows.Elsa.Running;

/// <summary>
/// Elsa's mediator without notifications that have no effect: our container has one handler, and it does nothing for flowcharts.
/// </summary>
internal sealed class QuietMediator(
    IRequestPipeline requests, ICommandPipeline commands, INotificationPipeline notifications, IOptions<MediatorOptions> options,
    IServiceProvider services)
    : DefaultMediator(requests, commands, notifications, options, services), IMediator, INotificationSender
{
    Task INotificationSender.SendAsync(INotification notification, CancellationToken cancellationToken) =>
        IsHeard(notification) ? SendAsync(notification, cancellationToken) : Task.CompletedTask;

    Task INotificationSender.SendAsync(
        INotification notification, IEventPublishingStrategy? strategy, CancellationToken cancellationToken) =>
        IsHeard(notification) ? SendAsync(notification, strategy, cancellationToken) : Task.CompletedTask;

    private static bool IsHeard(INotification notification) =>
        notification is InvokingActivityCallback { Parent.Activity: not (Flowchart or Workflow) };
}
