//! A task as it is now.

use bytes::Bytes;
use http::Method;

use super::{
    connection::Connection,
    core::{ReadMachine, read_task},
    drive,
    error::Error,
    snapshot::TaskSnapshot,
    subject::Subject,
    task_id::TaskId,
};

/// Asks for a task once, over faults.
pub(crate) async fn refresh(connection: &Connection, id: &TaskId) -> Result<TaskSnapshot, Error> {
    let subject = Subject::Task(id);
    let request = connection.api_request(Method::GET, subject, "", Bytes::new())?;
    let expected = id.clone();
    let reader = move |answer| read_task(answer, Some(&expected));
    let mut machine = ReadMachine::new(connection.effort(), reader);
    let step = |now, event| machine.step(now, event);
    drive::call(connection, request, subject, None, step).await
}
